"""What is sealed is readable with the key and for its own field only."""

import subprocess

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from linli.accounts.privacy import vault

CANARY_NAME, CANARY_PHONE = "欧阳金丝雀", "13900001234"


@given(st.text(max_size=60))
def test_what_is_sealed_comes_back(text: str):
    assert vault.unseal(vault.seal(text, field="a"), field="a") == text


def test_the_same_text_is_sealed_differently_every_time():
    assert vault.seal(CANARY_NAME, field="a") != vault.seal(CANARY_NAME, field="a")


def test_a_value_moved_to_another_field_does_not_decrypt():
    with pytest.raises(InvalidTag):
        vault.unseal(vault.seal(CANARY_NAME, field="case.contact.name"), field="case.contact.phone")


@pytest.mark.parametrize("position", [0, 12, -1])
def test_a_changed_byte_does_not_decrypt(position: int):
    sealed = bytearray(vault.seal(CANARY_NAME, field="a"))
    sealed[position] ^= 1
    with pytest.raises(InvalidTag):
        vault.unseal(bytes(sealed), field="a")


def test_nothing_stays_nothing():
    assert vault.seal("", field="a") == b""
    assert vault.unseal(b"", field="a") == ""
    assert vault.keyed_hash("") == b""


def test_the_hash_finds_the_same_value_and_needs_the_key(settings):
    before = vault.keyed_hash(CANARY_PHONE)
    assert before == vault.keyed_hash(CANARY_PHONE)
    assert before != vault.keyed_hash(CANARY_PHONE + "0")
    settings.PRIVACY_KEY = b"another key of thirty-two bytes."
    vault._derived.cache_clear()
    try:
        assert vault.keyed_hash(CANARY_PHONE) != before
    finally:
        vault._derived.cache_clear()


@pytest.mark.parametrize(
    ("name", "shown"), [("张三丰", "张**"), ("王五", "王*"), ("李", "李*"), ("欧阳金丝雀", "欧****"), ("", "")]
)
def test_a_name_is_masked(name: str, shown: str):
    assert vault.mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812345678", "138******78"), ("0855123", "085**23"), ("12345", "*****"), ("", "")]
)
def test_a_telephone_is_masked(phone: str, shown: str):
    assert vault.mask_phone(phone) == shown


@pytest.mark.django_db(transaction=True)
def test_a_canary_is_never_in_a_dump():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE canary (sealed bytea, hashed bytea, name text, phone text)")
        try:
            cursor.execute(
                "INSERT INTO canary VALUES (%s, %s, %s, %s)",
                [
                    vault.seal(CANARY_NAME, field="a") + vault.seal(CANARY_PHONE, field="b"),
                    vault.keyed_hash(CANARY_PHONE),
                    vault.mask_name(CANARY_NAME),
                    vault.mask_phone(CANARY_PHONE),
                ],
            )
            dump = _dump("canary")
        finally:
            cursor.execute("DROP TABLE canary")
    assert b"COPY public.canary" in dump
    for canary in (CANARY_NAME, CANARY_PHONE):
        for written in (canary.encode(), canary.encode().hex().encode(), canary.encode("utf-16-le")):
            assert written not in dump


def _dump(table: str) -> bytes:
    database = connection.settings_dict
    name = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    command = ["pg_dump", "--data-only", f"--table={table}", f"--dbname={name}"]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own command

"""Whoever may do anything to the database still cannot change the journal unseen."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from tests.cast import AT

from linli.accounts.audit import actions, heads, queries
from linli.accounts.audit.models import ChainHead, Entry
from linli.accounts.audit.tasks import publish_heads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def entries() -> list[Entry]:
    """Ten entries of one session, so of one chain."""
    for number in range(10):
        actions.record("role.save", "role", number, by=None, at=AT + timedelta(seconds=number))
    return list(Entry.objects.order_by("position"))


def as_superuser(statement: str, *values: bytes | int) -> None:
    """Run something with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def forge(entry: Entry, previous: bytes) -> bytes:
    """Recompute one entry's digest as the trigger would, as a forger can."""
    as_superuser("UPDATE audit_entry SET previous = %s WHERE id = %s", previous, entry.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT sha256(previous || convert_to(concat_ws(chr(31), chain, position,
                   to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(user_id::text, ''),
                   coalesce(posting_id::text, ''), verb, subject, subject_id, purpose, detail::text), 'UTF8'))
               FROM audit_entry WHERE id = %s""",
            [entry.pk],
        )
        digest = bytes(cursor.fetchone()[0])
    as_superuser("UPDATE audit_entry SET digest = %s WHERE id = %s", digest, entry.pk)
    return digest


def reasons(published: Path | None = None) -> list[tuple[int, str]]:
    known = heads.published(published) if published else []
    return [(fault.position, fault.reason) for fault in queries.verify(known)]


def test_an_untouched_journal_holds():
    assert reasons() == []


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'role.create'",
        "purpose = 'x'",
        "subject_id = '99'",
        "at = at + interval '1 microsecond'",
        "posting_id = 7",
        "detail = '{\"a\": 1}'",
    ],
)
def test_a_change_in_the_middle_shows(entries: list[Entry], change: str):
    as_superuser(f"UPDATE audit_entry SET {change} WHERE id = %s", entries[4].pk)  # noqa: S608 - our own words
    assert reasons() == [(5, "内容与摘要不符")]


def test_a_change_with_its_digest_computed_anew_shows_at_the_next_entry(entries: list[Entry]):
    as_superuser("UPDATE audit_entry SET verb = 'x' WHERE id = %s", entries[4].pk)
    forge(entries[4], bytes(entries[4].previous))
    assert reasons() == [(6, "与前一条不相接")]


def test_an_entry_taken_out_shows(entries: list[Entry]):
    as_superuser("DELETE FROM audit_entry WHERE id = %s", entries[4].pk)
    assert reasons() == [(6, "缺少前一条")]


def test_a_tail_cut_off_shows_by_the_chains_head():
    as_superuser("DELETE FROM audit_entry WHERE position > 7")
    assert reasons() == [(10, "链尾被截断")]


def test_a_tail_cut_off_together_with_its_head_shows_by_the_published_one(entries: list[Entry], tmp_path: Path):
    file = tmp_path / "heads.log"
    heads.publish(file, at=AT)
    as_superuser("DELETE FROM audit_entry WHERE position > 7")
    ChainHead.objects.update(position=7, digest=bytes(entries[6].digest))
    assert reasons() == []  # the database alone no longer knows
    assert reasons(file) == [(10, "链尾被截断")]


def test_a_whole_chain_forged_anew_shows_by_the_published_head(entries: list[Entry], tmp_path: Path):
    file = tmp_path / "heads.log"
    heads.publish(file, at=AT)
    as_superuser("UPDATE audit_entry SET verb = 'x' WHERE id = %s", entries[4].pk)
    digest = bytes(entries[4].previous)
    for entry in entries[4:]:
        digest = forge(entry, digest)
    ChainHead.objects.update(digest=digest)
    assert reasons() == []
    assert reasons(file) == [(10, "与公布过的链头不符")]


def test_the_whole_journal_gone_shows(tmp_path: Path):
    file = tmp_path / "heads.log"
    heads.publish(file, at=AT)
    as_superuser("DELETE FROM audit_entry")
    ChainHead.objects.all().delete()
    assert reasons(file) == [(10, "链尾被截断")]


def test_entries_written_past_the_trigger_show(entries: list[Entry]):
    ChainHead.objects.update(position=9, digest=bytes(entries[8].digest))
    assert reasons() == [(10, "链头之后还有内容")]


def test_heads_are_published_once_until_they_move(tmp_path: Path):
    file = tmp_path / "deep" / "heads.log"
    assert heads.publish(file, at=AT) == 1
    assert heads.publish(file, at=AT) == 0
    actions.record("role.save", "role", 1, by=None, at=AT)
    assert heads.publish(file, at=AT) == 1
    assert [head.position for head in heads.published(file)] == [10, 11]
    assert reasons(file) == []


def test_the_verifier_ends_well_or_names_the_fault(entries: list[Entry], tmp_path: Path):
    file = tmp_path / "heads.log"
    heads.publish(file, at=AT)
    out, err = StringIO(), StringIO()
    call_command("verify_journal", heads=file, stdout=out, stderr=err)
    assert "日志完好：10 条" in out.getvalue()

    as_superuser("UPDATE audit_entry SET verb = 'x' WHERE id = %s", entries[4].pk)
    with pytest.raises(CommandError) as ended:
        call_command("verify_journal", heads=file, stdout=out, stderr=err)
    assert ended.value.returncode == 1
    assert f"链 {entries[4].chain} 第 5 条：内容与摘要不符" in err.getvalue()


@pytest.mark.parametrize("content", ["nonsense", "2026-01-01T00:00:00Z 1 x 00", "2026-01-01T00:00:00Z 1 1 zz"])
def test_a_file_that_is_no_list_of_heads_is_said_to_be_none(tmp_path: Path, content: str):
    file = tmp_path / "heads.log"
    file.write_text(f"{content}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第 1 行"):
        call_command("verify_journal", heads=file, stdout=StringIO())


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path: Path):
    with pytest.raises(CommandError):
        call_command("verify_journal", heads=tmp_path / "none.log", stdout=StringIO())


def test_the_hourly_task_publishes_where_the_verifier_looks(settings, tmp_path: Path):
    settings.STATE_DIR = tmp_path
    publish_heads(0)
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert "核对了 1 个公布的链头" in out.getvalue()


def test_without_published_heads_the_verifier_says_so(settings, tmp_path: Path):
    settings.STATE_DIR = tmp_path
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert "还没有公布过链头" in out.getvalue()

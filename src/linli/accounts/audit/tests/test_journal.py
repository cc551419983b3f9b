"""The journal takes entries in the transaction of the write they speak of, and nothing else."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import ProtectedError
from tests.cast import AT, Cast, new_user

from linli.accounts.audit import actions, queries
from linli.accounts.audit.models import ChainHead, Entry
from linli.accounts.models import Role


def write(number: int = 1) -> None:
    """Some entries of nobody in particular."""
    for one in range(number):
        actions.record("role.save", "role", one, by=None, at=AT, detail={"词": "值", "n": one})


def test_an_entry_says_who_did_what_to_what_and_what_for(cast: Cast):
    actions.record("contact.reveal", "case", "990101-1", by=cast.handler.actor, at=AT, purpose="回访")
    entry = Entry.objects.latest("pk")
    assert (entry.user, entry.posting_id) == (cast.handler.user, cast.handler.posting.pk)
    assert (entry.verb, entry.subject, entry.subject_id, entry.purpose) == (
        "contact.reveal",
        "case",
        "990101-1",
        "回访",
    )
    assert queries.entries_about("case", "990101-1") == [entry]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(RuntimeError):
        write()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_write_is_rolled_back():
    class Fault(Exception):
        pass

    def fail() -> None:
        with transaction.atomic():
            Role.objects.create(code="x", title="x")
            write()
            raise Fault

    with pytest.raises(Fault):
        fail()
    assert not Role.objects.filter(code="x").exists()
    assert not Entry.objects.exists()
    assert not ChainHead.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'x'",
        "UPDATE audit_entry SET verb = 'x' WHERE false",
        "DELETE FROM audit_entry",
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_to_change_or_delete_entries(statement: str):
    write()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().verb == "role.save"


@pytest.mark.django_db
def test_the_orm_is_refused_as_well():
    write()
    entry = Entry.objects.get()
    for change in (entry.save, entry.delete, Entry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_somebody_named_in_the_journal_cannot_be_deleted():
    user = new_user()
    actions.record("user.sign_in", "user", user.pk, by=actions.Oneself(user.pk), at=AT)
    with pytest.raises(ProtectedError):
        user.delete()


@pytest.mark.django_db(transaction=True)
def test_many_sessions_write_at_once_and_every_chain_holds():
    def session(_: int) -> None:
        try:
            for _round in range(5):
                with transaction.atomic():
                    write(3)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(session, range(24)))

    assert Entry.objects.count() == 24 * 5 * 3
    assert sum(head.position for head in queries.heads()) == 24 * 5 * 3
    assert list(queries.verify()) == []

"""An index is made and taken away while people work; stopped at any moment, it is made again."""

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from linli.lib.migrating import DropIndex, MakeIndex

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "lib_once_colour"
INDEX = models.Index(fields=["colour"], name=NAME)


@pytest.fixture
def states():
    """A table without the index, and the same with it."""
    plain = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("colour", models.TextField()),
    ]
    made = migrations.CreateModel("once", fields)
    made.state_forwards("lib", plain)
    with connection.schema_editor() as editor:
        made.database_forwards("lib", editor, ProjectState(), plain)
    indexed = plain.clone()
    MakeIndex("once", INDEX).state_forwards("lib", indexed)
    yield plain, indexed
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE lib_once")


def make(plain: ProjectState, indexed: ProjectState) -> None:
    with connection.schema_editor(atomic=False) as editor:
        MakeIndex("once", INDEX).database_forwards("lib", editor, plain, indexed)


def is_valid() -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [NAME])
        found = cursor.fetchone()
    return found and bool(found[0])


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


def test_an_index_that_is_there_is_left_and_one_that_is_half_made_is_made_anew(
    states: tuple[ProjectState, ProjectState],
) -> None:
    before = lock_timeout()
    make(*states)
    make(*states)
    assert is_valid() is True
    with connection.cursor() as cursor:  # as a build leaves it that was broken off
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)", [NAME])
    make(*states)
    assert is_valid() is True
    assert lock_timeout() == before


def test_an_index_is_taken_away_though_it_is_gone(states: tuple[ProjectState, ProjectState]) -> None:
    plain, indexed = states
    make(plain, indexed)
    for _ in range(2):
        with connection.schema_editor(atomic=False) as editor:
            DropIndex("once", NAME).database_forwards("lib", editor, indexed, plain)
    assert is_valid() is None

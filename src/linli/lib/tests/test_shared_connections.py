"""Connections that requests share are there when they are lent, and are not asked for it."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.db import connection

from linli.lib.postgis.base import DatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


class Apart(DatabaseWrapper):
    """One whose pool is not that of the connection the tests run on."""

    _connection_pools: ClassVar[dict[str, Any]] = {}


@pytest.fixture
def shared() -> Iterator[DatabaseWrapper]:
    known = connection.settings_dict
    pool = {"min_size": 1, "max_size": 1}
    parts = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "OPTIONS": {**known["OPTIONS"], "pool": pool}}
    wrapper = Apart({**known, **parts}, alias="default")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()  # type: ignore[attr-defined]  # the stubs know none


def asked(wrapper: DatabaseWrapper, statement: str) -> int:
    """What the server says; the connection goes back afterwards."""
    with wrapper.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    wrapper.close()
    return int(row[0]) if row else 0


def test_a_connection_is_lent_again_without_a_word_to_the_server(shared: DatabaseWrapper) -> None:
    server = asked(shared, "SELECT pg_backend_pid()")
    shared.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [server])
        assert cursor.fetchone() == ("SELECT pg_backend_pid()",)
    shared.close()
    assert asked(shared, "SELECT pg_backend_pid()") == server


def test_a_connection_that_the_server_cut_is_not_lent(shared: DatabaseWrapper) -> None:
    server = asked(shared, "SELECT pg_backend_pid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [server])
        assert cursor.fetchone() == (True,)
    assert asked(shared, "SELECT pg_backend_pid()") != server


def test_a_connection_on_which_a_notice_has_come_goes_on(shared: DatabaseWrapper) -> None:
    server = asked(shared, "SELECT pg_backend_pid()")
    with shared.cursor() as cursor:
        cursor.execute("LISTEN shared")
    shared.close()
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY shared")
    assert asked(shared, "SELECT pg_backend_pid()") == server


def test_a_connection_learns_once_what_a_geometry_is(shared: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    taught = list[object]()
    monkeypatch.setattr(Apart, "_register_type", lambda _, pg_connection, name: taught.append((pg_connection, name)))
    server = asked(shared, "SELECT pg_backend_pid()")
    assert taught
    known = taught.copy()
    assert asked(shared, "SELECT pg_backend_pid()") == server
    assert taught == known

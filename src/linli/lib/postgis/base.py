"""PostGIS as Django knows it, but that a shared connection is looked at before it is lent, not asked."""

import select
from typing import Any
from weakref import WeakSet

import psycopg
from django.contrib.gis.db.backends.postgis import base

#: Connections that know what a geometry is, for as long as they live.
_TAUGHT: WeakSet[psycopg.Connection[Any]] = WeakSet()


class DatabaseWrapper(base.DatabaseWrapper):
    """Spares each request a round trip: a server that is gone has told so on the line.

    Django's own check asks the server of every connection that is lent. Here only one on which something has come
    unasked is asked; what does not answer goes back to the pool closed, and the pool makes another.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that is there, from the pool where there is one. Raises what Django raises."""
        connection = super().get_new_connection(conn_params)
        pool = self.pool  # type: ignore[attr-defined]  # its stubs know none
        while pool and _has_come(connection) and not _answers(connection):
            pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection

    def register_geometry_adapters(self, pg_connection: Any, clear_caches: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own
        """Once for each connection, however often it is lent; Django would each time."""
        if clear_caches or pg_connection not in _TAUGHT:
            super().register_geometry_adapters(pg_connection, clear_caches)  # type: ignore[misc]  # the stubs know none
            _TAUGHT.add(pg_connection)


def _has_come(connection: psycopg.Connection[Any]) -> bool:
    """Whether something waits to be read, the end of the line included."""
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return bool(line.poll(0))


def _answers(connection: psycopg.Connection[Any]) -> bool:
    try:
        connection.execute("")
    except psycopg.Error:
        connection.close()
        return False
    return True

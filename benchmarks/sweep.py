"""What the claims that write have left is taken out again: each claim finds the city as it was loaded."""

from typing import Any

import psycopg
from psycopg import sql

#: What waits to be folded, counted or read: of the loaded city, nothing does.
WAITING = ("stats_delta", "maps_cellchange", "notices_notice")


def sweep(url: str, size: int) -> int:
    """Remove the cases opened since, which have the numbers after ``size``, and what came of them; how many they were.

    It goes past triggers and keys, as the loader does. The journal keeps its entries, as it must.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        (left,) = connection.execute("SELECT count(*) FROM cases_case WHERE id > %s", [size]).fetchone() or (0,)
        if left:
            tables = _of_cases(connection)
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                for table in tables:
                    _delete(connection, table, "case_id", size)
                for table in WAITING:
                    _delete(connection, table, "id", 0)
                _delete(connection, "cases_case", "id", size)
            for table in (*tables, *WAITING, "cases_case"):
                connection.execute(
                    sql.SQL("VACUUM (ANALYZE, INDEX_CLEANUP ON, PARALLEL 0) {}").format(sql.Identifier(table))
                )
    return int(left)


def _of_cases(connection: psycopg.Connection[Any]) -> list[str]:
    """Every table whose rows belong to a case."""
    found = connection.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'case_id'"
        " AND table_name <> ALL (%s) ORDER BY 1",
        [list(WAITING)],
    )
    return [table for (table,) in found]


def _delete(connection: psycopg.Connection[Any], table: str, column: str, above: int) -> None:
    names = sql.Identifier(table), sql.Identifier(column)
    connection.execute(sql.SQL("DELETE FROM {} WHERE {} > %s").format(*names), [above])

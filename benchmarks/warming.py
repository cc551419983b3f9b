"""A server that has run for a while has in memory what it is asked for; one that has just started has nothing."""

from collections.abc import Callable

import psycopg

#: Of the machine's memory, as the system's cache would hold it sooner or later.
SHARE = 2 / 3
#: The newest tenth of every table, which is what most people look at; then indexes, as far as memory goes.
READ = """
SELECT coalesce(sum(pg_prewarm(oid, 'read', 'main', first, last)), 0) * current_setting('block_size')::int FROM (
    SELECT *, sum(last - first + 1) OVER (ORDER BY is_index, last, oid) AS so_far FROM (
        SELECT oid, relkind = 'i' AS is_index, CASE relkind WHEN 'r' THEN blocks * 9 / 10 ELSE 0 END AS first,
               blocks - 1 AS last
        FROM (
            SELECT oid, relkind, pg_relation_size(oid) / current_setting('block_size')::int AS blocks FROM pg_class
            WHERE relkind IN ('i', 'r') AND relnamespace = 'public'::regnamespace
        ) AS known WHERE blocks > 0
    ) AS wanted
) AS ordered WHERE so_far * current_setting('block_size')::int <= %s
"""


def warm(url: str, say: Callable[[str], None]) -> None:
    """Read what is newest, and indexes, into the system's cache; no question is asked beforehand."""
    from cluster import memory_mb

    with psycopg.connect(url, autocommit=True) as connection:
        try:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        except psycopg.Error as error:
            say(f"the server starts cold: {error}")
            return
        (read,) = connection.execute(READ, [int(memory_mb() * 2**20 * SHARE)]).fetchone() or (0,)
    say(f"{int(read) / 2**30:.1f} GB read into memory")

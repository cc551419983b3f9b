"""A server that has run for a while has in memory what it is asked for; one that has just started has nothing."""

from collections.abc import Callable

import psycopg

#: Of the machine's memory, as the system's cache would hold it sooner or later.
SHARE = 2 / 3
#: What everybody's questions go through comes first, then what is small.
READ = """
SELECT coalesce(sum(pg_prewarm(oid, 'read')), 0) * current_setting('block_size')::int FROM (
    SELECT oid, sum(size) OVER (ORDER BY kind <> 'i', size, oid) AS so_far FROM (
        SELECT oid, relkind AS kind, pg_relation_size(oid) AS size FROM pg_class
        WHERE relkind IN ('i', 'r', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)
    ) AS known
) AS ordered WHERE so_far <= %s
"""


def warm(url: str, say: Callable[[str], None]) -> None:
    """Read indexes, and tables as far as memory goes, into the system's cache; no question is asked beforehand."""
    from cluster import memory_mb

    with psycopg.connect(url, autocommit=True) as connection:
        try:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        except psycopg.Error as error:
            say(f"the server starts cold: {error}")
            return
        (read,) = connection.execute(READ, [int(memory_mb() * 2**20 * SHARE)]).fetchone() or (0,)
    say(f"{int(read) / 2**30:.1f} GB read into memory")

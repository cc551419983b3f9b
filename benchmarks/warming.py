"""A server that has run for a while has in memory what it is asked for; one that has just started has nothing."""

from collections.abc import Callable
from typing import Any

import psycopg

#: Of the machine's memory, as the system's cache would hold it sooner or later, and of what the server holds itself.
SHARE = 3 / 4
#: Tables of sums, which every dashboard and every map reads from end to end.
SUMS = ["stats_rollup", "stats_fact", "stats_busy", "maps_cell"]
#: Read by every search, whatever is searched.
WORDS = "cases_words_terms"
#: Sums, and of other tables the newest tenth, which is what most people look at; then indexes, that of words before
#: the small ones and those before the large, as far as memory goes.
READ = """
SELECT coalesce(sum(
    pg_prewarm(oid, CASE WHEN so_far <= %s * held THEN 'buffer' ELSE 'read' END, 'main', first, last)
), 0) * current_setting('block_size')::int
FROM (SELECT setting::int AS held FROM pg_settings WHERE name = 'shared_buffers') AS server, (
    SELECT *, sum(last - first + 1) OVER (ORDER BY is_index, name <> %s, last, oid) AS so_far FROM (
        SELECT oid, name, relkind = 'i' AS is_index,
               CASE WHEN relkind = 'i' OR name = ANY (%s) THEN 0 ELSE blocks * 9 / 10 END AS first,
               blocks - 1 AS last
        FROM (
            SELECT known.oid, coalesce(owner.relname, known.relname) AS name, known.relkind,
                   pg_relation_size(known.oid) / current_setting('block_size')::int AS blocks
            FROM pg_class known LEFT JOIN pg_class owner ON owner.reltoastrelid = known.oid
            WHERE known.relkind IN ('i', 'r', 't')
            AND coalesce(owner.relnamespace, known.relnamespace) = 'public'::regnamespace
        ) AS sized WHERE blocks > 0
    ) AS wanted
) AS ordered WHERE so_far * current_setting('block_size')::int <= %s
"""


def warm(url: str, say: Callable[[str], None]) -> None:
    """Read sums, what is newest, and indexes into the server's and the system's caches; nothing is asked beforehand."""
    from cluster import memory_mb

    with psycopg.connect(url, autocommit=True) as connection:
        if not can_read(connection, say):
            return
        (read,) = connection.execute(READ, [SHARE, WORDS, SUMS, int(memory_mb() * 2**20 * SHARE)]).fetchone() or (0,)
    say(f"{int(read) / 2**30:.1f} GB read into memory")


def can_read(connection: psycopg.Connection[Any], say: Callable[[str], None]) -> bool:
    """Whether the server reads in what it is told to (``pg_prewarm``); if not, it is said why."""
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
    except psycopg.Error as error:
        say(f"nothing is read into memory beforehand: {error}")
        return False
    return True

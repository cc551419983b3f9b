"""A server that has run for a while has in memory what it is asked for; one that has just started has nothing."""

from collections.abc import Callable
from typing import Any

import psycopg

#: Of the memory that the server does not hold itself, what the system would sooner or later keep files in; and of what
#: the server holds.
SHARE = 0.9, 0.9
#: Tables of sums, which every dashboard and every map reads from end to end.
SUMS = ["stats_rollup", "stats_fact", "stats_busy", "maps_cell"]
#: Read all over by every search, whatever is searched, and by every report, wherever it comes from.
SCATTERED = [
    "cases_words_terms",
    "cases_case_open_key_key",
    "cases_case_public_code_key",
    "cases_case_no_end",
    "cases_step_key_key",
    "cases_contact_phone_hash%",
]
#: What the server holds itself, in blocks, and how large they are.
HELD = """
SELECT setting::bigint, current_setting('block_size')::int FROM pg_settings WHERE name = 'shared_buffers'
"""
#: Sums and their indexes, then what is read all over, the small ones first; of other tables the newest tenth, which is
#: what most people look at; then the other indexes, the small ones before the large, as far as memory goes.
READ = """
SELECT coalesce(sum(
    pg_prewarm(oid, CASE WHEN so_far <= %(held)s THEN 'buffer' ELSE 'read' END, 'main', first, last)
), 0)
FROM (
    SELECT *, sum(last - first + 1) OVER (ORDER BY rank, last, oid) AS so_far FROM (
        SELECT oid, CASE WHEN is_sum THEN 1 WHEN name LIKE ANY (%(scattered)s) THEN 2
                         WHEN relkind <> 'i' THEN 3 ELSE 4 END AS rank,
               CASE WHEN relkind = 'i' OR is_sum THEN 0 ELSE blocks * 9 / 10 END AS first,
               blocks - 1 AS last
        FROM (
            SELECT known.oid, known.relname AS name, known.relkind, whose.relname = ANY (%(sums)s) AS is_sum,
                   pg_relation_size(known.oid) / current_setting('block_size')::int AS blocks
            FROM pg_class known
            LEFT JOIN pg_index ON indexrelid = known.oid
            LEFT JOIN pg_class owner ON owner.reltoastrelid = known.oid
            JOIN pg_class whose ON whose.oid = coalesce(indrelid, owner.oid, known.oid)
            WHERE known.relkind IN ('i', 'r', 't') AND whose.relnamespace = 'public'::regnamespace
        ) AS sized WHERE blocks > 0
    ) AS wanted
) AS ordered WHERE so_far <= %(blocks)s
"""


def warm(url: str, say: Callable[[str], None]) -> None:
    """Read sums, what is newest, and indexes into the server's and the system's caches; nothing is asked beforehand."""
    from cluster import memory_mb

    with psycopg.connect(url, autocommit=True) as connection:
        if not can_read(connection, say):
            return
        (held, block) = connection.execute(HELD).fetchone() or (0, 1)
        others, of_held = SHARE
        blocks = int(others * (memory_mb() * 2**20 / block - held))
        params = {"sums": SUMS, "scattered": SCATTERED, "held": int(of_held * held), "blocks": blocks}
        (read,) = connection.execute(READ, params).fetchone() or (0,)
    say(f"{int(read) * block / 2**30:.1f} GB read into memory")


def can_read(connection: psycopg.Connection[Any], say: Callable[[str], None]) -> bool:
    """Whether the server reads in what it is told to (``pg_prewarm``); if not, it is said why."""
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
    except psycopg.Error as error:
        say(f"nothing is read into memory beforehand: {error}")
        return False
    return True

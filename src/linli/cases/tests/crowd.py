"""Many cases at once, past the actions: what lists and searches are tried on. Chance comes of a seed."""

import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from tests.cast import Cast

from linli.matters.models import Matter

#: Parameters: n (how many), seed, at, places (grounds with their units), postings, units. Every column that a list,
#: a count, a filter or a search looks at differs from case to case; the rest is the same for all.
_CASES = """
INSERT INTO cases_case (
    city, county, town, community, grid, process, version, no, public_code, open_key, open_digest, source, title,
    description, address, matter_id, matter_edition, limit_amount, limit_unit, accept_amount, accept_unit, urgency,
    duty_type, rule_used, state, is_final, level, desk_unit_id, lead_unit_id, reporter_posting_id, opened_at,
    closed_at, due_at, warn_at, was_late, supervised, designated, forced, exempted, returns, extensions, reworks,
    reopens, urges, row_version)
SELECT place[1], place[2], place[3], place[4], place[5], 'event', 1, no, 'CODE' || lpad(n::text, 8, '0'),
    md5(%(seed)s || 'key' || n)::uuid, '', (ARRAY['portal', 'grid', 'phone', 'visit'])[1 + pick / 7 %% 4], words, words,
    street, matter, 1, 1, 'work_day', 1, 'work_day',
    (ARRAY['normal', 'normal', 'normal', 'pressing', 'urgent'])[1 + pick / 11 %% 5], 'basic', '', state,
    state = 'finished' OR state = 'refused', 'community', place[6]::bigint, lead, reporter, opened_at,
    CASE WHEN state IN ('finished', 'refused', 'closed') THEN opened_at + days * interval '1 hour' END, due_at,
    due_at - interval '1 day', false, CASE WHEN pick / 13 %% 9 = 0 THEN 'ordinary' ELSE '' END, false, false, false, 0,
    0, 0, 0, 0, 1
FROM (
    SELECT *, CASE WHEN state IN ('finished', 'refused') OR pick / 17 %% 8 = 0 THEN NULL
                   ELSE %(at)s::timestamptz + (days - 6) * interval '9 hours' END AS due_at
    FROM (
        SELECT n, pick, place, days, '990101-261122-' || lpad(n::text, 6, '0') AS no,
               (ARRAY['finished', 'finished', 'finished', 'finished', 'finished', 'refused', 'reported', 'checking',
                      'filed', 'dispatched', 'handling', 'suspended', 'fed_back', 'rechecking', 'closed'])[
                   1 + pick / 19 %% 15] AS state,
               CASE WHEN pick / 23 %% 3 > 0
                    THEN (%(units)s::bigint[])[1 + pick / 29 %% cardinality(%(units)s)] END AS lead,
               CASE WHEN pick / 31 %% 4 = 0
                    THEN (%(postings)s::bigint[])[1 + pick / 37 %% cardinality(%(postings)s)] END AS reporter,
               (%(matters)s::bigint[])[
                   1 + least(pick / 41 %% 30, pick / 43 %% 30) %% cardinality(%(matters)s)] AS matter,
               (ARRAY['井盖没了,晚上很危险', '路灯不亮', '垃圾没有人清', '楼道堆物', '水管爆了', '噪音扰民'])[
                   1 + least(pick / 47 %% 6, pick / 53 %% 6)] AS words,
               (ARRAY['青石街', '滨河路', '人民路', '学府巷'])[1 + pick / 59 %% 4] || pick / 61 %% 90 || '号' AS street,
               date_trunc('minute', %(at)s::timestamptz - (pick / 67 %% 1000) * interval '26 hours'
                          / greatest(1, pick / 71 %% 9)) AS opened_at
        FROM (
            SELECT n, pick, ARRAY(SELECT jsonb_array_elements_text(entry)) AS place, pick / 73 %% 90 AS days
            FROM (
                SELECT n, (hashtextextended(%(seed)s || 'case', n) & 2147483647)::int AS pick
                FROM generate_series(1, %(n)s) AS n
            ) AS drawn
            JOIN (
                SELECT entry, number - 1 AS number
                FROM jsonb_array_elements(%(places)s::jsonb) WITH ORDINALITY AS listed (entry, number)
            ) AS places ON places.number = least(pick %% 6, pick / 5 %% 6) %% jsonb_array_length(%(places)s::jsonb)
        ) AS placed
    ) AS told
) AS dated
"""
_STEPS = """
INSERT INTO cases_step (case_id, number, action, at, actor_kind, posting_id, actor_name, from_state, to_state, form,
                        changes, key, digest)
SELECT id, number, 'remark', opened_at + number * interval '1 hour', 'person',
       (%(postings)s::bigint[])[
           1 + (hashtextextended(%(seed)s || no, number) & 65535)::int %% cardinality(%(postings)s)],
       '', '', 'reported', '{}', '{}', md5(%(seed)s || id || '-' || number)::uuid, ''
FROM cases_case, generate_series(1, 4) AS number
WHERE number = 1 OR (hashtextextended(%(seed)s || no, 0) & 7) >= number
"""
_ASSIGNMENTS = """
INSERT INTO cases_assignment (case_id, unit_id, role, assigned_at, fed_back_at, excused_at, ended_at, result)
SELECT id, unit, 'assist', opened_at, CASE WHEN pick %% 5 = 0 THEN opened_at END,
       CASE WHEN pick %% 7 = 0 THEN opened_at END, CASE WHEN is_final THEN closed_at END, ''
FROM (
    SELECT *, (%(units)s::bigint[])[1 + pick %% cardinality(%(units)s)] AS unit
    FROM (SELECT *, (hashtextextended(%(seed)s || 'assist' || no, 0) & 65535)::int AS pick FROM cases_case) AS drawn
) AS asked
WHERE pick / 9 %% 3 = 0
"""
_FOLLOWS = """
INSERT INTO cases_follow (case_id, posting_id, at)
SELECT id,
       (%(postings)s::bigint[])[
           1 + (hashtextextended(%(seed)s || 'follow' || no, 0) & 255)::int %% cardinality(%(postings)s)],
       opened_at
FROM cases_case WHERE (hashtextextended(%(seed)s || 'liked' || no, 0) & 7) = 0
"""
_CLOCKS = """
INSERT INTO cases_clock (case_id, number, kind, amount, unit, started_at, resumed_at, used_seconds, rolled_seconds,
                         due_at, warn_at, uncovered, warned, overdue)
SELECT id, 1, 'accept', 1, 'work_day', opened_at, opened_at, 0, 0, due_at, warn_at, false,
       warn_at < %(at)s::timestamptz - interval '10 hours', due_at < %(at)s::timestamptz - interval '10 hours'
FROM cases_case WHERE due_at IS NOT NULL
"""
_FILLED = ["cases_case", "cases_step", "cases_done", "cases_assignment", "cases_follow", "cases_clock", "cases_words"]


def crowd(cast: Cast, number: int, at: datetime, *, seed: str = "") -> None:
    """So many cases all over the ground of the cast, with steps, assisting units, followers and clocks."""
    units, areas = cast.units, cast.areas
    places = [
        (areas.grid, units.community_desk),
        (areas.other_grid, units.community_desk),
        (areas.grid, units.town_desk),
        (areas.far_grid, units.other_town_desk),
        (areas.far_grid, units.county_desk),
        (areas.neighbour_grid, units.neighbour_desk),
    ]
    params: dict[str, Any] = {
        "n": number,
        "seed": seed,
        "at": at,
        "places": json.dumps([[*place.ground, desk.pk] for place, desk in places]),
        "units": [unit.pk for unit in vars(units).values()],
        "postings": [player.posting.pk for player in cast.players.values()],
        "matters": list(Matter.objects.order_by("code").values_list("pk", flat=True)[:30]),
    }
    with connection.cursor() as cursor:
        _forget_what_was_taken_back(cursor)
        for statement in (_CASES, _STEPS, _ASSIGNMENTS, _FOLLOWS, _CLOCKS):
            cursor.execute(statement, params)
        # Matters among it: whether the server has looked at them is otherwise a matter of time.
        cursor.execute(f"ANALYZE {', '.join(_FILLED)}, matters_matter")


def _forget_what_was_taken_back(cursor: CursorWrapper) -> None:
    """Write the tables anew, without the rows of tests before: their pages are what plans are chosen by, too."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in _FILLED:
        cursor.execute(f"CLUSTER {table} USING {table}_pkey")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")

-- What hangs on one chunk of cases, as far as lists, search and clocks need it: the running clock of an open case,
-- lead and assisting units, the opening step of recent cases and one later step of the desk of every accepted one
-- (a tenth of each also by who handled it), a contact for three in ten, some followers.
-- Parameters: first, last, at.
INSERT INTO cases_clock (case_id, number, kind, holder_id, amount, unit, started_at, resumed_at, used_seconds,
                         rolled_seconds, due_at, warn_at, uncovered, warned, overdue)
SELECT c.id, 1,
       CASE c.state WHEN 'reported' THEN 'accept' WHEN 'checking' THEN 'check' WHEN 'filed' THEN 'dispatch'
                    WHEN 'suspended' THEN 'suspension' WHEN 'fed_back' THEN 'verify' WHEN 'rechecking' THEN 'check'
                    WHEN 'closed' THEN 'rate' ELSE 'handle' END,
       CASE WHEN c.state IN ('dispatched', 'handling', 'suspended') THEN c.lead_unit_id ELSE c.desk_unit_id END,
       c.limit_amount, c.limit_unit, c.warn_at - (c.due_at - c.warn_at) * 4, c.warn_at - (c.due_at - c.warn_at) * 4,
       0, 0, c.due_at, c.warn_at, false, c.warn_at <= %(at)s, c.due_at <= %(at)s
FROM cases_case c WHERE c.id BETWEEN %(first)s AND %(last)s AND NOT c.is_final;

INSERT INTO cases_assignment (case_id, unit_id, role, assigned_at, received_at, fed_back_at, ended_at, result)
SELECT c.id, c.lead_unit_id, 'lead', c.accepted_at, c.accepted_at, c.closed_at, c.closed_at, ''
FROM cases_case c WHERE c.id BETWEEN %(first)s AND %(last)s AND c.lead_unit_id IS NOT NULL;

INSERT INTO cases_assignment (case_id, unit_id, role, assigned_at, received_at, fed_back_at, ended_at, result)
SELECT c.id, other.id, 'assist', c.accepted_at, c.accepted_at, c.closed_at, c.closed_at, ''
FROM cases_case c
JOIN bench.near ON near.community = c.community
CROSS JOIN LATERAL (SELECT near.units[1 + floor(bench.chance(c.id, 46) * cardinality(near.units))::int] AS id) other
WHERE c.id BETWEEN %(first)s AND %(last)s AND bench.chance(c.id, 41) < 0.06 AND other.id <> c.lead_unit_id;

-- A step's own number is told by the case's, so that what is noted of it is found without asking back.
INSERT INTO cases_step (id, case_id, number, action, at, actor_kind, posting_id, unit_id, actor_name, from_state, to_state,
                        form, changes, key, digest)
SELECT c.id * 3 - 2, c.id, 1, 'report', c.opened_at,
       CASE WHEN c.reporter_posting_id IS NULL THEN 'resident' ELSE 'person' END, c.reporter_posting_id, NULL, '', '',
       'reported', jsonb_build_object('address', c.address), '{}', md5('one' || c.id)::uuid, ''
FROM cases_case c WHERE c.id BETWEEN %(first)s AND %(last)s AND c.opened_at > %(at)s::timestamptz - interval '60 days';

INSERT INTO cases_step (id, case_id, number, action, at, actor_kind, posting_id, unit_id, actor_name, from_state, to_state,
                        form, changes, key, digest)
SELECT c.id * 3 - 1, c.id, 2, 'accept', c.accepted_at, 'person', desk.posting_id, desk.unit_id, '', 'reported', 'filed',
       '{}', '{}', md5('two' || c.id)::uuid, ''
FROM cases_case c JOIN bench.desk ON desk.unit_id = c.desk_unit_id
WHERE c.id BETWEEN %(first)s AND %(last)s AND c.accepted_at IS NOT NULL;

INSERT INTO cases_done (step_id, case_id, posting_id, at, source, urgency)
SELECT c.id * 3 - 1, c.id, desk.posting_id, c.accepted_at, c.source, c.urgency
FROM cases_case c JOIN bench.desk ON desk.unit_id = c.desk_unit_id
WHERE c.id BETWEEN %(first)s AND %(last)s AND c.accepted_at IS NOT NULL;

INSERT INTO cases_step (id, case_id, number, action, at, actor_kind, posting_id, unit_id, actor_name, from_state, to_state,
                        form, changes, key, digest)
SELECT c.id * 3, c.id, 3, 'feed_back', c.closed_at, 'person', able.posting_id, able.unit_id, '', 'handling', 'fed_back',
       '{}', '{}', md5('three' || c.id)::uuid, ''
FROM cases_case c JOIN bench.able ON able.unit_id = c.lead_unit_id
WHERE c.id BETWEEN %(first)s AND %(last)s AND c.closed_at IS NOT NULL AND bench.chance(c.id, 42) < 0.1;

INSERT INTO cases_done (step_id, case_id, posting_id, at, source, urgency)
SELECT c.id * 3, c.id, able.posting_id, c.closed_at, c.source, c.urgency
FROM cases_case c JOIN bench.able ON able.unit_id = c.lead_unit_id
WHERE c.id BETWEEN %(first)s AND %(last)s AND c.closed_at IS NOT NULL AND bench.chance(c.id, 42) < 0.1;

INSERT INTO cases_contact (case_id, name_sealed, phone_sealed, name_masked, phone_masked, phone_hash)
SELECT c.id, '', '', '李**', '138******00', sha256(('phone' || (bench.chance(c.id, 43) * 4000000)::bigint)::bytea)
FROM cases_case c WHERE c.id BETWEEN %(first)s AND %(last)s AND bench.chance(c.id, 44) < 0.3;

INSERT INTO cases_follow (case_id, posting_id, at)
SELECT c.id, desk.posting_id, c.opened_at
FROM cases_case c JOIN bench.desk ON desk.unit_id = c.desk_unit_id
WHERE c.id BETWEEN %(first)s AND %(last)s AND bench.chance(c.id, 45) < 0.002;

-- What figures are counted by.
INSERT INTO bench.counted
SELECT city, county, town, community, grid, matter_id, source, state, light, lead_unit_id, desk_unit_id, opened_at,
       accepted_at, closed_at, was_late, exempted, forced, supervised, reworks, rating
FROM cases_case WHERE id BETWEEN %(first)s AND %(last)s;

-- What a trigger would have written, had it been asked.
SELECT cases_words_fill(%(first)s, %(last)s);

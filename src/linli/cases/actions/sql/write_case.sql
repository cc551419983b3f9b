-- Cases that begin, or one that changes, with everything that belongs to them, in one statement. A paragraph is left out
-- when nothing is given for its parameter. Rows come as JSON with the names of the columns, and know their case; the
-- columns of each table are put in for {…} from its model. Everything depends on the case's own row: where that was not
-- written, nothing is.

written AS (
    INSERT INTO cases_case ({case}) SELECT {case} FROM jsonb_populate_recordset(NULL::cases_case, %(case)s::jsonb)
    RETURNING id
)

-- Nothing, if somebody was quicker: the row is locked, and has another version by then.
written AS (
    UPDATE cases_case AS kept SET ({change}) = ROW ({given.change})
    FROM jsonb_populate_recordset(NULL::cases_case, %(change)s::jsonb) AS given
    WHERE kept.id = given.id AND kept.row_version = given.row_version - 1
    RETURNING kept.id
)

new_clocks AS (
    INSERT INTO cases_clock ({clock})
    SELECT {given.clock}
    FROM written JOIN jsonb_populate_recordset(NULL::cases_clock, %(clocks)s::jsonb) AS given ON given.case_id = written.id
    ON CONFLICT (case_id, number) DO UPDATE SET ({clock}) = ROW ({excluded.clock})
)

ended AS (
    UPDATE cases_assignment AS kept SET ({assignment}) = ROW ({given.assignment})
    FROM written, jsonb_populate_recordset(NULL::cases_assignment, %(assignments)s::jsonb) AS given
    WHERE kept.id = given.id AND kept.case_id = written.id
    RETURNING kept.id
), new_assignments AS (
    -- After those that ended: a case has one open lead at a time, and each unit once.
    INSERT INTO cases_assignment ({assignment})
    SELECT {given.assignment}
    FROM written JOIN jsonb_populate_recordset(NULL::cases_assignment, %(assignments)s::jsonb) AS given
      ON given.case_id = written.id
    WHERE given.id IS NULL AND (SELECT count(*) FROM ended) >= 0
)

new_requests AS (
    INSERT INTO cases_request ({request})
    SELECT {given.request}
    FROM written JOIN jsonb_populate_recordset(NULL::cases_request, %(requests)s::jsonb) AS given
      ON given.case_id = written.id
    ON CONFLICT (case_id, number) DO UPDATE SET ({request}) = ROW ({excluded.request})
)

-- The step's id is taken here, not before: who watches steps relies on it.
new_step AS (
    INSERT INTO cases_step ({step})
    SELECT {given.step}
    FROM written JOIN jsonb_populate_recordset(NULL::cases_step, %(step)s::jsonb) AS given ON given.case_id = written.id
    RETURNING id, case_id
)

new_contact AS (
    INSERT INTO cases_contact ({contact})
    SELECT {given.contact}
    FROM written JOIN jsonb_populate_recordset(NULL::cases_contact, %(contact)s::jsonb) AS given
      ON given.case_id = written.id
)

new_entry AS (
    INSERT INTO audit_entry ({entry})
    SELECT {given.entry} FROM jsonb_populate_recordset(NULL::audit_entry, %(entry)s::jsonb) AS given
    WHERE EXISTS (SELECT FROM written)
)

new_notices AS (
    INSERT INTO notices_notice (posting_id, kind, title, body, created_at, link, dedupe)
    SELECT given.posting_id, given.kind, given.title, given.body, given.created_at,
           '/desk/cases/' || new_step.case_id || '/', 'step:' || new_step.id || ':' || given.posting_id
    FROM new_step JOIN jsonb_to_recordset(%(notices)s::jsonb)
         AS given (case_id bigint, posting_id bigint, kind text, title text, body text, created_at timestamptz)
      ON given.case_id = new_step.case_id
    ON CONFLICT (dedupe) DO NOTHING
)

SELECT array_agg(case_id), array_agg(id) FROM new_step

-- A new case with everything that belongs to it, in one statement. Rows come as JSON with the names of the columns;
-- the columns of each table are put in for {…} from its model. Parameters: case, clocks, step, contacts, entry, notices.
-- The step's id is taken here, not before: who watches steps relies on it.
WITH new_case AS (
    INSERT INTO cases_case ({case}) SELECT {case} FROM jsonb_populate_record(NULL::cases_case, %(case)s::jsonb)
    RETURNING id
), new_clocks AS (
    INSERT INTO cases_clock (case_id, {clock})
    SELECT new_case.id, {given.clock}
    FROM new_case, jsonb_populate_recordset(NULL::cases_clock, %(clocks)s::jsonb) AS given
), new_step AS (
    INSERT INTO cases_step (case_id, {step})
    SELECT new_case.id, {given.step}
    FROM new_case, jsonb_populate_record(NULL::cases_step, %(step)s::jsonb) AS given
    RETURNING id, case_id
), new_contact AS (
    INSERT INTO cases_contact (case_id, {contact})
    SELECT new_case.id, {given.contact}
    FROM new_case, jsonb_populate_recordset(NULL::cases_contact, %(contacts)s::jsonb) AS given
), new_entry AS (
    INSERT INTO audit_entry ({entry}) SELECT {entry} FROM jsonb_populate_record(NULL::audit_entry, %(entry)s::jsonb)
), new_notices AS (
    INSERT INTO notices_notice (posting_id, kind, title, body, created_at, link, dedupe)
    SELECT given.posting_id, given.kind, given.title, given.body, given.created_at,
           '/desk/cases/' || new_step.case_id || '/', 'step:' || new_step.id || ':' || given.posting_id
    FROM new_step, jsonb_populate_recordset(NULL::notices_notice, %(notices)s::jsonb) AS given
    ON CONFLICT (dedupe) DO NOTHING
)
SELECT case_id, id FROM new_step

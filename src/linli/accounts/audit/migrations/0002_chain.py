"""The journal chains itself: digests by trigger, and no change or deletion afterwards."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
-- A session always writes to the same chain, so two sessions rarely wait for one another's commit.
CREATE FUNCTION audit_entry_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.chain := pg_backend_pid() % 32;
    INSERT INTO audit_chainhead AS head (chain, position, digest) VALUES (NEW.chain, 1, '')
        ON CONFLICT (chain) DO UPDATE SET position = head.position + 1
        RETURNING head.position, head.digest INTO NEW.position, NEW.previous;
    NEW.digest := sha256(NEW.previous || convert_to(concat_ws(chr(31),
        NEW.chain, NEW.position, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(NEW.user_id::text, ''), coalesce(NEW.posting_id::text, ''),
        NEW.verb, NEW.subject, NEW.subject_id, NEW.purpose, NEW.detail::text), 'UTF8'));
    UPDATE audit_chainhead SET digest = NEW.digest WHERE chain = NEW.chain;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_link BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_link();

CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
"""

BACKWARD = """
DROP TRIGGER audit_entry_no_truncate ON audit_entry;
DROP TRIGGER audit_entry_append_only ON audit_entry;
DROP TRIGGER audit_entry_link ON audit_entry;
DROP FUNCTION audit_entry_refuse();
DROP FUNCTION audit_entry_link();
"""


class Migration(migrations.Migration):
    """Hash chains in the database, where no caller can forget them."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("audit", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, BACKWARD)]

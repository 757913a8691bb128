const tables = `
CREATE TABLE audit (
  seq bigint PRIMARY KEY,
  at bigint NOT NULL,
  who text NOT NULL,
  verb text NOT NULL,
  kind text NOT NULL,
  subject text,
  place text,
  member_id text,
  details text,
  details_hash text NOT NULL,
  hash text NOT NULL
);
CREATE INDEX audit_who ON audit (who, seq);
CREATE INDEX audit_member ON audit (member_id, seq);
CREATE INDEX audit_at ON audit (at);
CREATE TABLE audit_head (
  only_one integer PRIMARY KEY CHECK (only_one = 1),
  seq bigint NOT NULL,
  hash text NOT NULL,
  purge_before bigint NOT NULL
);
INSERT INTO audit_head VALUES (1, 0, '', 0);
`;

const fixed = ['seq', 'at', 'who', 'verb', 'kind', 'subject', 'place', 'member_id', 'hash'];

/** A row may lose its details (an erasure), and go when it is older than the purge in progress; nothing else. */
const sqliteRule = `
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
WHEN NEW.details IS NOT NULL OR NEW.details_hash IS NOT OLD.details_hash
  ${fixed.map((column) => `OR NEW.${column} IS NOT OLD.${column}`).join(' ')}
BEGIN SELECT RAISE(ABORT, 'what was written down stays'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
WHEN OLD.at >= (SELECT purge_before FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'what was written down stays'); END;
`;

const postgresRule = `
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.at < (SELECT purge_before FROM audit_head) THEN RETURN OLD; END IF;
  ELSIF NEW.details IS NULL AND NEW.details_hash = OLD.details_hash
    ${fixed.map((column) => `AND NEW.${column} IS NOT DISTINCT FROM OLD.${column}`).join(' ')}
  THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what was written down stays';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_stays();
`;

export const audit = {
  name: 'who did what, and who looked at whom',
  sqlite: tables + sqliteRule,
  postgres: tables + postgresRule,
};

import { CLASS, WIDE } from '../backbone/rights.sql.js';
import { definerOwns, wallsOf } from '../members/walls.js';

/**
 * The policy in force (docs/reference/policy-change.md): its texts, the signed records that adopted them, and proposals of the next.
 *
 * `policy_text` keeps every policy that a decision of this instance names, so that a decision can be replayed after the software and the
 * parameters have moved on. `policy_record` is the chain of records; `policy_proposal` statements on their way to two signatures.
 * Texts and records are only ever added: the runtime role has no privilege to change them, and triggers refuse it to everybody else.
 * A row by itself is nobody's word all the same: each process verifies all records when there is another one.
 *
 * A record that would change what openings and submissions under way are decided by waits for them, like every other such change.
 */
const TABLES = `
CREATE TABLE policy_text (
  hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  text text NOT NULL CHECK (hash = sha256(convert_to(text, 'UTF8')))
);

CREATE TABLE policy_record (
  seq integer PRIMARY KEY CHECK (seq >= 0),
  rules_hash bytea NOT NULL UNIQUE CHECK (octet_length(rules_hash) = 32),
  record bytea NOT NULL,
  document_hash bytea NOT NULL CHECK (octet_length(document_hash) = 32),
  policy_hash bytea NOT NULL REFERENCES policy_text (hash),
  parameters jsonb NOT NULL,
  adopted_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER grounds_change BEFORE INSERT ON policy_record FOR EACH STATEMENT EXECUTE FUNCTION grounds_change();
${['policy_text', 'policy_record']
  .map(
    (table) => `
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();`,
  )
  .join('')}

CREATE TABLE policy_proposal (
  row bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id uuid PRIMARY KEY,
  record bytea NOT NULL,
  signed_by uuid[] NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'adopted', 'withdrawn', 'superseded')),
  proposed_by uuid NOT NULL REFERENCES member (id),
  proposed_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  CHECK ((state = 'open') = (closed_at IS NULL))
);
CREATE INDEX policy_proposal_open ON policy_proposal (row DESC) WHERE state = 'open';
`;

/** Which record is the newest, asked in the round trip that begins every act and before it has a context. */
const NEWEST = `
GRANT SELECT ON policy_record TO sealbridge_definer;
CREATE POLICY definer ON policy_record FOR SELECT TO sealbridge_definer USING (true);
CREATE FUNCTION newest_rules() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT max(seq) FROM sealbridge.policy_record;
$$;
${definerOwns(['newest_rules()'])}`;

const LOG_KINDS = `
ALTER TABLE audit_outbox DROP CONSTRAINT audit_outbox_kind_check;
ALTER TABLE audit_outbox ADD CONSTRAINT audit_outbox_kind_check CHECK (kind IN ('audit', 'dir', 'grantset', 'agreement', 'policy'));
ALTER TABLE log_leaf DROP CONSTRAINT log_leaf_kind_check;
ALTER TABLE log_leaf ADD CONSTRAINT log_leaf_kind_check
  CHECK (kind IN ('audit', 'dir', 'grantset', 'agreement', 'policy', 'cover'));
CREATE INDEX log_leaf_policy ON log_leaf (idx) WHERE kind = 'policy';
`;

/** Texts and records show to every member; proposals to acts of stewards and of auditors who see everything, who write none of it. */
const OF_MEMBERS = `(${CLASS} IN ('member', 'directory', 'auditor', 'system'))`;
const WRITES = `(${CLASS} IN ('directory', 'system'))`;
const WALLS = wallsOf([
  { table: 'policy_text', grant: 'SELECT, INSERT', see: OF_MEMBERS, write: WRITES },
  { table: 'policy_record', grant: 'SELECT, INSERT', see: OF_MEMBERS, write: WRITES },
  { table: 'policy_proposal', grant: 'SELECT, INSERT, UPDATE', see: WIDE, write: WRITES },
]);

/** The policy in force: its texts, the signed records that adopted them, and proposals of the next. */
export const POLICY_RECORDS = [TABLES, NEWEST, LOG_KINDS, WALLS].join('\n');

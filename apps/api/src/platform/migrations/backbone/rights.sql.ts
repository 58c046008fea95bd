/**
 * The second wall: table privileges and row-level security, coarse and written independently of the policy rules
 * (security §4.2). Every policy asks `(SELECT app_ctx())` once per statement. No valid context: no row.
 *
 * Context classes: `member` (a session), `directory` (a session or act that needs the whole directory), `auditor` (a session
 * that reads the whole audit record), `guest` (before a session: the start of one, and entries about refusals),
 * `system` (our own jobs and the sign-in: they have no caller). A member's class changes nothing of the directory, so that
 * whoever gets a statement of theirs into a member's act cannot raise that member's rights.
 */
/** Units and organisation whose rows the caller may see. */
export const SCOPES = '((SELECT (app_ctx()).scopes)::uuid[])';
/** The caller's organisation. */
export const ORG = '((SELECT (app_ctx()).org)::uuid)';
/** The class of the context. */
export const CLASS = '((SELECT (app_ctx()).class)::text)';
/** Any context that verifies. */
export const VALID = `(${CLASS} IS NOT NULL)`;
/** The caller's device. */
export const DEVICE = '((SELECT (app_ctx()).device)::uuid)';
/** Our own jobs and the sign-in. */
export const SYSTEM = `(${CLASS} = 'system')`;
/** Acts that see beyond the caller's organisation and its partners. */
export const WIDE = `(${CLASS} IN ('directory', 'auditor', 'system'))`;
/** Partners by agreement, and the stewards, whose chain everybody checks. A function past the walls: two index look-ups. */
export const KNOWN = '(SELECT known_organisations())';

/** Who sees and writes the rows of one table. */
export interface Wall {
  readonly table: string;
  /** Table privileges of the runtime role. */
  readonly grant: string;
  /** Rows the runtime role may see (and lock, and change where the privilege allows it). */
  readonly see: string;
  /** Rows it may write. */
  readonly write?: string;
  /** Rows it may turn others into or remove, where that is less than it may write. */
  readonly change?: string;
}

/** A table of the directory: seen by the organisation and those it has an agreement with, written by directory acts. */
export const directory = (table: string, orgColumn: string, grant: string): Wall => ({
  table,
  grant,
  see: `${WIDE} OR ${orgColumn} = ${ORG} OR ${orgColumn} IN ${KNOWN}`,
  write: WIDE,
  change: WIDE,
});

const ofReport = (table: string, grant: string): Wall => ({
  table,
  grant,
  see: `EXISTS (SELECT 1 FROM report r WHERE r.row = ${table}.row)`,
  // a statement that writes the report and its parts at once cannot see its own rows yet, so the check is coarser here
  write: `${ORG} IS NOT NULL`,
});

const withSystem = (wall: Wall): Wall => ({
  ...wall,
  see: `${SYSTEM} OR ${wall.see}`,
  write: `${SYSTEM} OR ${wall.write ?? 'false'}`,
  change: SYSTEM,
});

const WALLS: readonly Wall[] = [
  directory('organisation', 'id', 'SELECT, INSERT, UPDATE'),
  directory('unit', 'org_id', 'SELECT, INSERT, UPDATE'),
  directory('member', 'org_id', 'SELECT, INSERT, UPDATE'),
  directory('member_unit', 'org_id', 'SELECT, INSERT, DELETE'),
  directory('device', 'org_id', 'SELECT, INSERT, UPDATE'),
  directory('unit_epoch', 'org_id', 'SELECT, INSERT, UPDATE'),
  directory('directory_event', 'org_id', 'SELECT, INSERT'),
  {
    table: 'lockbox',
    grant: 'SELECT, INSERT, DELETE',
    see: `${WIDE} OR org_id = ${ORG}`,
    write: WIDE,
    change: WIDE,
  },
  { table: 'recovery_lockbox', grant: 'SELECT, INSERT', see: `org_id = ${ORG}`, write: WIDE },
  {
    table: 'agreement',
    grant: 'SELECT, INSERT, UPDATE',
    see: `${WIDE} OR org_a = ${ORG} OR org_b = ${ORG}`,
    write: WIDE,
  },
  {
    table: 'session',
    grant: 'SELECT, INSERT, UPDATE, DELETE',
    see: `${SYSTEM} OR device_id = ${DEVICE}`,
    write: `${CLASS} IN ('guest', 'system') OR device_id = ${DEVICE}`,
  },
  { table: 'used_challenge', grant: 'SELECT, INSERT, DELETE', see: SYSTEM, write: SYSTEM },
  {
    table: 'sign_in_failure',
    grant: 'SELECT, INSERT, UPDATE, DELETE',
    see: `${CLASS} IN ('guest', 'system')`,
    write: `${CLASS} IN ('guest', 'system')`,
  },
  {
    table: 'idempotency',
    grant: 'SELECT, INSERT, DELETE',
    see: `${SYSTEM} OR device_id = ${DEVICE}`,
    write: `device_id = ${DEVICE}`,
    change: SYSTEM,
  },
  { table: 'report', grant: 'SELECT, INSERT', see: `scopes && ${SCOPES}`, write: `origin_org = ${ORG}` },
  ofReport('report_version', 'SELECT, INSERT'),
  ofReport('report_card', 'SELECT, INSERT'),
  withSystem(ofReport('report_blob', 'SELECT, INSERT')),
  ofReport('stored_grant', 'SELECT, INSERT'),
  withSystem(ofReport('shred_key', 'SELECT, INSERT, UPDATE')),
  ofReport('grantset', 'SELECT, INSERT'),
  { ...ofReport('report_scope', 'SELECT, INSERT'), see: `scope = ANY (${SCOPES})` },
  {
    table: 'blob',
    grant: 'SELECT, INSERT, UPDATE, DELETE',
    see: `${SYSTEM} OR org_id = ${ORG} OR EXISTS (SELECT 1 FROM report_blob b WHERE b.blob_row = blob.row)`,
    write: `${SYSTEM} OR org_id = ${ORG}`,
  },
  {
    table: 'blob_chunk',
    grant: 'SELECT, INSERT, DELETE',
    see: `${SYSTEM} OR EXISTS (SELECT 1 FROM blob b WHERE b.row = blob_chunk.blob_row)`,
    write: SYSTEM,
  },
  {
    table: 'opening_nonce',
    grant: 'SELECT, INSERT, DELETE',
    see: `${SYSTEM} OR device_id = ${DEVICE}`,
    write: `device_id = ${DEVICE}`,
    change: SYSTEM,
  },
  {
    table: 'opening',
    grant: 'SELECT, INSERT',
    see: `org_id = ${ORG} OR EXISTS (SELECT 1 FROM report r WHERE r.row = opening.row AND r.origin_org = ${ORG})`,
    write: `org_id = ${ORG}`,
  },
  { table: 'audit_outbox', grant: 'INSERT', see: 'false', write: VALID },
  { table: 'audit_event', grant: 'SELECT', see: `${CLASS} = 'auditor' OR about_org = ${ORG} OR actor_org = ${ORG}` },
  { table: 'audit_detail', grant: 'SELECT, INSERT', see: `${CLASS} = 'auditor' OR actor_org = ${ORG}`, write: VALID },
  { table: 'audit_attrs', grant: 'SELECT, INSERT', see: `${CLASS} = 'auditor' OR actor_org = ${ORG}`, write: VALID },
];

/** The privileges and row-level security of one table, as SQL. */
export const wallSql = ({ table, grant, see, write = 'false', change = write }: Wall): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
GRANT ${grant} ON ${table} TO sealbridge_api;
CREATE POLICY see ON ${table} FOR SELECT TO sealbridge_api USING (${see});
${grant.includes('UPDATE') ? `CREATE POLICY change ON ${table} FOR UPDATE TO sealbridge_api USING (${see}) WITH CHECK (${change});` : ''}
${grant.includes('INSERT') ? `CREATE POLICY add ON ${table} FOR INSERT TO sealbridge_api WITH CHECK (${write});` : ''}
${grant.includes('DELETE') ? `CREATE POLICY remove ON ${table} FOR DELETE TO sealbridge_api USING ((${see}) AND (${change}));` : ''}`;

/** Row-level security for the runtime role on every protected table. */
export const RUNTIME_WALLS = WALLS.map(wallSql).join('\n');

/** What the definer's functions and the sequencer may touch, and the public part of the log. */
export const OTHER_WALLS = `
${['organisation', 'unit', 'member', 'member_unit', 'device', 'agreement', 'session', 'report']
  .map((table) => `CREATE POLICY definer ON ${table} FOR ALL TO sealbridge_definer USING (true);`)
  .join('\n')}
GRANT SELECT ON log_leaf, log_tile, log_checkpoint TO sealbridge_api;
GRANT SELECT, INSERT ON node_certificate TO sealbridge_api;
GRANT SELECT ON node_certificate TO sealbridge_sequencer;
GRANT SELECT, DELETE ON audit_outbox TO sealbridge_sequencer;
CREATE POLICY sequencer_see ON audit_outbox FOR SELECT TO sealbridge_sequencer USING (true);
CREATE POLICY sequencer_take ON audit_outbox FOR DELETE TO sealbridge_sequencer USING (true);
GRANT SELECT, INSERT ON audit_event TO sealbridge_sequencer;
GRANT EXECUTE ON FUNCTION ensure_audit_partition(bigint) TO sealbridge_sequencer;
CREATE POLICY sequencer_see ON audit_event FOR SELECT TO sealbridge_sequencer USING (true);
CREATE POLICY sequencer_add ON audit_event FOR INSERT TO sealbridge_sequencer WITH CHECK (true);
GRANT INSERT ON audit_refused TO sealbridge_sequencer;
GRANT SELECT, INSERT ON log_leaf, log_checkpoint TO sealbridge_sequencer;
GRANT SELECT, INSERT, UPDATE ON log_tile TO sealbridge_sequencer;
`;

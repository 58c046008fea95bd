/**
 * The second wall: table privileges and row-level security, coarse and written independently of the policy rules
 * (security §4.2). Every policy asks `(SELECT app_ctx())` once per statement. No valid context: no row.
 *
 * Context classes: `member` (a session), `directory` (a session or act that needs the whole directory), `auditor` (a session
 * that reads the whole audit record), `guest` (an act before a session: signed directory events, refusals),
 * `system` (our own jobs and the sign-in: they have no caller).
 */
const SCOPES = '((SELECT (app_ctx()).scopes)::uuid[])';
const ORG = '((SELECT (app_ctx()).org)::uuid)';
const CLASS = '((SELECT (app_ctx()).class)::text)';
const VALID = `(${CLASS} IS NOT NULL)`;
const DEVICE = '((SELECT (app_ctx()).device)::uuid)';
const SYSTEM = `(${CLASS} = 'system')`;
const WIDE = `(${CLASS} IN ('directory', 'auditor', 'guest', 'system'))`;
/** Partners by agreement, and the stewards, whose chain everybody checks. */
const PARTNERS = `(SELECT a.org_a FROM agreement a UNION ALL SELECT a.org_b FROM agreement a
  UNION ALL SELECT steward_organisations())`;

interface Wall {
  readonly table: string;
  /** Table privileges of the runtime role. */
  readonly grant: string;
  /** Rows the runtime role may see (and lock, and change where the privilege allows it). */
  readonly see: string;
  /** Rows it may write. */
  readonly write?: string;
}

const directory = (table: string, orgColumn: string, grant: string): Wall => ({
  table,
  grant,
  see: `${WIDE} OR ${orgColumn} = ${ORG} OR ${orgColumn} IN ${PARTNERS}`,
  write: VALID,
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
    see: `${WIDE} OR org_id = ${ORG} OR org_id IN ${PARTNERS}`,
    write: VALID,
  },
  { table: 'recovery_lockbox', grant: 'SELECT, INSERT, UPDATE', see: `org_id = ${ORG}`, write: VALID },
  {
    table: 'agreement',
    grant: 'SELECT, INSERT, UPDATE',
    see: `${WIDE} OR org_a = ${ORG} OR org_b = ${ORG}`,
    write: `${CLASS} = 'directory' OR org_a = ${ORG} OR org_b = ${ORG}`,
  },
  {
    table: 'session',
    grant: 'SELECT, INSERT, UPDATE, DELETE',
    see: `${SYSTEM} OR device_id = ${DEVICE}`,
    write: VALID,
  },
  { table: 'challenge', grant: 'SELECT, INSERT, UPDATE, DELETE', see: `${CLASS} IN ('guest', 'system')`, write: VALID },
  {
    table: 'sign_in_failure',
    grant: 'SELECT, INSERT, UPDATE, DELETE',
    see: `${CLASS} IN ('guest', 'system')`,
    write: VALID,
  },
  {
    table: 'idempotency',
    grant: 'SELECT, INSERT, DELETE',
    see: `${SYSTEM} OR device_id = ${DEVICE}`,
    write: `device_id = ${DEVICE}`,
  },
  { table: 'report', grant: 'SELECT, INSERT, UPDATE', see: `scopes && ${SCOPES}`, write: `origin_org = ${ORG}` },
  ofReport('report_version', 'SELECT, INSERT, DELETE'),
  ofReport('report_card', 'SELECT, INSERT, DELETE'),
  withSystem(ofReport('report_blob', 'SELECT, INSERT, DELETE')),
  ofReport('stored_grant', 'SELECT, INSERT, DELETE'),
  withSystem(ofReport('shred_key', 'SELECT, INSERT, UPDATE, DELETE')),
  ofReport('grantset', 'SELECT, INSERT'),
  { ...ofReport('report_scope', 'SELECT, INSERT, DELETE'), see: `scope = ANY (${SCOPES})` },
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
    write: `${SYSTEM} OR ${ORG} IS NOT NULL`,
  },
  { table: 'opening_nonce', grant: 'SELECT, INSERT, DELETE', see: `${SYSTEM} OR device_id = ${DEVICE}`, write: VALID },
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

const wallSql = ({ table, grant, see, write }: Wall): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
GRANT ${grant} ON ${table} TO sealbridge_api;
CREATE POLICY see ON ${table} FOR SELECT TO sealbridge_api USING (${see});
${grant.includes('UPDATE') ? `CREATE POLICY change ON ${table} FOR UPDATE TO sealbridge_api USING (${see}) WITH CHECK (${write ?? 'false'});` : ''}
${grant.includes('INSERT') ? `CREATE POLICY add ON ${table} FOR INSERT TO sealbridge_api WITH CHECK (${write ?? 'false'});` : ''}
${grant.includes('DELETE') ? `CREATE POLICY remove ON ${table} FOR DELETE TO sealbridge_api USING (${see});` : ''}`;

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

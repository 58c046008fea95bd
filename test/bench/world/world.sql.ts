import { NOTICE_KINDS, rightsOfRoles, type Role } from '@sealbridge/vocabulary';

const array = (values: readonly string[]): string => `'{${values.join(',')}}'::text[]`;
const rolesOf = (...roles: Role[]): string => `${array(roles)} as roles, ${array(rightsOfRoles(roles))} as rights`;

/**
 * Ids and bytes follow from seed, kind and number alone: the same seed gives the same world. `$1` … of the statements below are
 * the size; the seed stands in the functions, which last as long as the connection.
 */
export const functions = (seed: string): string => `
CREATE FUNCTION pg_temp.world_hash(kind text, n bigint) RETURNS bytea LANGUAGE sql IMMUTABLE RETURN
  sha256(convert_to('${seed.replaceAll("'", "''")}' || ':' || kind || ':' || n, 'UTF8'));
CREATE FUNCTION pg_temp.world_id(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN
  encode(substr(pg_temp.world_hash(kind, n), 1, 16), 'hex')::uuid;
CREATE FUNCTION pg_temp.world_bytes(kind text, n bigint, blocks integer) RETURNS bytea LANGUAGE sql IMMUTABLE RETURN
  decode(repeat(encode(pg_temp.world_hash(kind, n), 'hex'), blocks), 'hex');
CREATE FUNCTION pg_temp.world_org(person bigint, hub integer, organisations integer) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN
  pg_temp.world_id('org', CASE WHEN person <= hub THEN 1 ELSE 2 + person % (organisations - 1) END);
`;

/** Empty signatures as CBOR: what is listed is put together again, and verified by nobody here. */
const NO_SIGNATURES = `'\\x80'::bytea`;
const DAY = 86_400;

/** Organisations: the first is the hub, the second the busy unit, a police unit like every fifth. $1 organisations. */
const ORGANISATIONS = `
INSERT INTO sealbridge.organisation (id, handle, kind, country, name, root_keys, head_seq, head_hash, attested_until)
SELECT pg_temp.world_id('org', n), 'world-' || lpad(n::text, 6, '0'), CASE WHEN n % 5 = 2 THEN 'police_unit' ELSE 'ngo' END,
  'XA', 'World ' || n, '{}', 3, pg_temp.world_hash('head', n), now() + interval '200 days'
FROM generate_series(1, $1::int) n`;

const UNITS = `
INSERT INTO sealbridge.unit (id, org_id, handle, current_epoch)
SELECT pg_temp.world_id('unit', n), pg_temp.world_id('org', n), 'world-' || lpad(n::text, 6, '0') || '/one', 0
FROM generate_series(1, $1::int) n`;

/** The first of the hub and of each other organisation administers it. $1 people, $2 of the hub, $3 organisations. */
const MEMBERS = `
INSERT INTO sealbridge.member (id, org_id, roles, rights, clearance, training_until, jurisdictions, country)
SELECT pg_temp.world_id('member', n), pg_temp.world_org(n, $2, $3), r.roles, r.rights, 3, 1000000, '{*}', 'XA'
FROM generate_series(1, $1::int) n
CROSS JOIN LATERAL (
  SELECT ${rolesOf('org_admin', 'guardian')} WHERE n = 1 OR (n > $2::int AND n < $2::int + $3::int)
  UNION ALL SELECT ${rolesOf('analyst')} WHERE n BETWEEN 2 AND $2::int OR n >= $2::int + $3::int) r`;

const MEMBER_UNITS = `
INSERT INTO sealbridge.member_unit (member_id, unit_id, org_id)
SELECT m.id, u.id, m.org_id FROM sealbridge.member m JOIN sealbridge.unit u ON u.org_id = m.org_id
WHERE m.id IN (SELECT pg_temp.world_id('member', n) FROM generate_series(1, $1::int) n)`;

const DEVICES = `
INSERT INTO sealbridge.device (id, org_id, member_id, sign_pk, kem_pk, add_event_hash, ways_in)
SELECT pg_temp.world_id('device', n), pg_temp.world_org(n, $2, $3), pg_temp.world_id('member', n), pg_temp.world_hash('sign', n),
  pg_temp.world_bytes('kem', n, 38), pg_temp.world_hash('add', n), 2
FROM generate_series(1, $1::int) n`;

/** Three events for each organisation and two for each person, of the sizes that real ones have. $1 organisations, $2 people, $3 hub. */
const EVENTS = `
INSERT INTO sealbridge.directory_event (org_id, seq, type, event_hash, leaf, signatures, body, private)
SELECT e.org, row_number() OVER (PARTITION BY e.org ORDER BY e.person, e.part) - 1, e.type, pg_temp.world_hash('event' || e.person, e.part),
  pg_temp.world_bytes('leaf', e.person * 8 + e.part, 4), ${NO_SIGNATURES}, pg_temp.world_bytes('body', e.person * 8 + e.part, e.blocks), NULL
FROM (
  SELECT pg_temp.world_id('org', n) AS org, -n AS person, part, 'UNIT_ADD' AS type, 12 AS blocks
  FROM generate_series(1, $1::int) n, generate_series(0, 2) part
  UNION ALL
  SELECT pg_temp.world_org(n, $3, $1), n, part, 'DEVICE_ADD', CASE part WHEN 0 THEN 6 ELSE 42 END
  FROM generate_series(1, $2::int) n, generate_series(0, 1) part) e`;

/**
 * Pairs that differ: the busy unit, which is the second organisation, with as many others as its lists are long; six for the hub;
 * then everybody with somebody. $1 agreements, $2 hub, $3 organisations.
 */
const AGREEMENTS = `
INSERT INTO sealbridge.agreement (id, version, version_hash, org_a, org_b, body, signatures, circle, purposes, prohibited,
  marking_ceiling, handling_ceiling, jurisdictions, retention_months, starts_at, ends_at)
SELECT pg_temp.world_id('agreement', n), 1, pg_temp.world_hash('version', n), pg_temp.world_id('org', p.a), pg_temp.world_id('org', p.b),
  pg_temp.world_bytes('agreement-body', n, 20), ${NO_SIGNATURES}, 'north', '{trafficking_investigation}', '{}', 3, 3, '{*}', 12,
  extract(epoch FROM now())::bigint - ${DAY}, extract(epoch FROM now())::bigint + ${DAY} * (100 + n % 600)
FROM generate_series(1, $1::int) n
CROSS JOIN LATERAL (SELECT
  CASE WHEN n <= $2::int THEN 2 WHEN n <= $2::int + 6 THEN 1 ELSE 3 + (n * 7 + 5) % ($3::int - 2) END AS a,
  3 + n % ($3::int - 2) AS b) p`;

/** Earlier versions of the busy unit's first agreement; its newest is the last. $1 versions. */
const VERSIONS = `
INSERT INTO sealbridge.agreement (id, version, version_hash, org_a, org_b, body, signatures, circle, purposes, prohibited,
  marking_ceiling, handling_ceiling, jurisdictions, retention_months, starts_at, ends_at, newest)
SELECT a.id, n, pg_temp.world_hash('later-version', n), a.org_a, a.org_b, pg_temp.world_bytes('later-body', n, 20), a.signatures,
  a.circle, a.purposes, a.prohibited, a.marking_ceiling, a.handling_ceiling, a.jurisdictions, a.retention_months, a.starts_at,
  a.ends_at, n = $1::int
FROM sealbridge.agreement a, generate_series(2, $1::int) n WHERE a.id = pg_temp.world_id('agreement', 1)`;

/** One open proposal for each agreement. $1 agreements. */
const PROPOSALS = `
INSERT INTO sealbridge.agreement_proposal (id, agreement_id, version, version_hash, org_a, org_b, body, signatures, proposed_by)
SELECT pg_temp.world_id('proposal', n), a.id, a.version + 1, pg_temp.world_hash('proposed', n), a.org_a, a.org_b, a.body,
  a.signatures, a.org_a
FROM generate_series(1, $1::int) n JOIN sealbridge.agreement a ON a.id = pg_temp.world_id('agreement', n) AND a.newest`;

/** One for each organisation, most of them decided. $1 organisations. */
const APPLICATIONS = `
INSERT INTO sealbridge.application (id, kind, profile, org_id, subject_id, state, evidence_set, handle, country, name)
SELECT pg_temp.world_id('application', n), 'organisation', CASE WHEN n % 5 = 2 THEN 'police_unit' ELSE 'ngo' END,
  pg_temp.world_id('org', n), pg_temp.world_id('org', n), CASE WHEN n % 10 = 0 THEN 'evidence' ELSE 'active' END,
  pg_temp.world_hash('evidence', n), 'world-' || lpad(n::text, 6, '0'), 'XA', 'World ' || n
FROM generate_series(1, $1::int) n`;

/** Of the hub. $1 hub. The statement is not one that a client could verify. */
const INVITATIONS = `
INSERT INTO sealbridge.invitation (id, org_id, member_id, made_by, record, token_sha256, code_sha256, expires_at)
SELECT pg_temp.world_id('invitation', n), pg_temp.world_id('org', 1), pg_temp.world_id('invited', n),
  pg_temp.world_id('member', 1), pg_temp.world_bytes('invite', n, 10), pg_temp.world_hash('token', n),
  pg_temp.world_hash('code', n), now() + interval '7 days'
FROM generate_series(1, $1::int) n`;

/** To the hub's custodians, about its people, by somebody else. $1 hub, $2 organisations. */
const QUESTIONS = `
INSERT INTO sealbridge.identity_question (id, org_id, member_id, asker_org, asker_member, purpose, case_ref, justification)
SELECT pg_temp.world_id('question', n), pg_temp.world_id('org', 1), pg_temp.world_id('member', 2 + n % ($1 - 1)),
  pg_temp.world_id('org', 2), pg_temp.world_id('member', $1 + $2 + 1), 'trafficking_investigation', 'W-1', 'world'
FROM generate_series(1, $1::int) n`;

/** As many for the hub's administrator as its lists are long, and two for everybody else. $1 hub, $2 people. */
const NOTICES = `
INSERT INTO sealbridge.notice (member_id, kind, object_type, object_id, occasion)
SELECT pg_temp.world_id('member', n.person), (${array(NOTICE_KINDS)})[1 + n.turn % ${NOTICE_KINDS.length}], 'agreement',
  pg_temp.world_id('agreement', n.turn), 'world/' || n.turn
FROM (SELECT 1 AS person, turn FROM generate_series(1, $1::int) turn
  UNION ALL SELECT person, turn FROM generate_series(2, $2::int) person, generate_series(1, 2) turn) n`;

/** A live session of one device; $1 device, $2 SHA-256 of the token. */
export const SESSION = `
INSERT INTO sealbridge.session (id, token_hash, org_id, member_id, device_id)
SELECT gen_random_uuid(), $2, d.org_id, d.member_id, d.id FROM sealbridge.device d WHERE d.id = $1`;

/** A steward of the instance the world is written into. */
export const STEWARD_DEVICE = `
SELECT d.id FROM sealbridge.organisation o JOIN sealbridge.member m ON m.org_id = o.id JOIN sealbridge.device d ON d.member_id = m.id
WHERE o.kind = 'stewards' AND 'org.admit' = ANY (m.rights) AND d.state = 'active' ORDER BY d.id LIMIT 1`;

/** One step of writing: a statement, and which figures of the size it takes. */
export interface Step {
  readonly text: string;
  readonly figures: readonly ('organisations' | 'people' | 'agreements' | 'hub' | 'versions')[];
}

/** Everything, in the order in which rows refer to each other. */
export const STEPS: readonly Step[] = [
  { text: ORGANISATIONS, figures: ['organisations'] },
  { text: UNITS, figures: ['organisations'] },
  { text: MEMBERS, figures: ['people', 'hub', 'organisations'] },
  { text: MEMBER_UNITS, figures: ['people'] },
  { text: DEVICES, figures: ['people', 'hub', 'organisations'] },
  { text: EVENTS, figures: ['organisations', 'people', 'hub'] },
  { text: AGREEMENTS, figures: ['agreements', 'hub', 'organisations'] },
  {
    text: `UPDATE sealbridge.agreement SET newest = false WHERE id = pg_temp.world_id('agreement', 1) AND $1::int > 1`,
    figures: ['versions'],
  },
  { text: VERSIONS, figures: ['versions'] },
  { text: PROPOSALS, figures: ['agreements'] },
  { text: APPLICATIONS, figures: ['organisations'] },
  { text: INVITATIONS, figures: ['hub'] },
  { text: QUESTIONS, figures: ['hub', 'organisations'] },
  { text: NOTICES, figures: ['hub', 'people'] },
];

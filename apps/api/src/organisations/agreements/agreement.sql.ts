import type { Columns } from '@sealbridge/policy';

/**
 * Lists of agreements and proposals. A page follows an index on (party, row) or on row, so its cost is that of the page; what
 * stands beside a row is looked up per row of the page.
 */

/** What an agreement comes to at this moment; `live` is in force. No job is needed for any of these to come true. */
const STATE = `case
    when least(a.ends_at, a.ended_at) <= extract(epoch from now()) or pa.state = 'ended' or pb.state = 'ended' then 'ended'
    when a.starts_at > extract(epoch from now()) then 'pending'
    when a.suspended_by is not null
      or standing(pa.state, pa.suspended_until, pa.attested_until) <> 'active'
      or standing(pb.state, pb.suspended_until, pb.attested_until) <> 'active' then 'suspended'
    else 'in_force' end`;

const AGREEMENT_COLUMNS = `a.row, a.id, a.version, a.version_hash as "versionHash", a.starts_at as "startsAt", a.ends_at as "endsAt",
    a.body, a.signatures, a.org_a as "orgA", a.org_b as "orgB", ${STATE} as state,
    array(select s.record from agreement_standing s where s.version_hash = a.version_hash order by s.seq) as standing`;

/** Look-ups with LIMIT keep every plan at one index probe per row of the page: a join would read all organisations. */
const PARTIES = `cross join lateral (select * from organisation where id = a.org_a limit 1) pa
    cross join lateral (select * from organisation where id = a.org_b limit 1) pb`;

/** Where the field that rules about agreements name stands in these statements. */
export const AGREEMENT_POLICY_COLUMNS: Columns = {
  parties: { expression: 'array[a.org_a, a.org_b]', type: 'uuid' },
};

/** A way into a table: `page` takes what else must hold of a row and gives the statement; its values are $1 to $values. */
export interface WayIn {
  readonly name: string;
  readonly values: number;
  readonly page: (condition: string) => string;
}

const BEFORE = (row: string): string => `a.row < coalesce(${row}::bigint, 9223372036854775807)`;

/** The rows of one party ($1), newest first after row $2: the newest of each side by its index, then their merge. */
const ofParty = (table: string, where: string): WayIn['page'] => {
  const side = (party: string, condition: string): string => `(select * from ${table} a
        where a.${party} = $1 and ${where} and ${BEFORE('$2')} and (${condition}) order by a.row desc limit $3)`;
  return (condition) => `select * from (
      ${side('org_a', condition)} union all ${side('org_b', condition)}) sides order by row desc limit $3`;
};

/** The rows of everybody, newest first after row $1. */
const ofAll =
  (table: string, where: string): WayIn['page'] =>
  (condition) =>
    `select * from ${table} a where ${where} and ${BEFORE('$1')} and (${condition}) order by a.row desc limit $2`;

/** The few rows whose agreement id lies between $3 and $4. */
const ofPrefix =
  (table: string, id: string, where: string): WayIn['page'] =>
  (condition) =>
    `select * from ${table} a where a.${id} between $3 and $4 and ${where} and ${BEFORE('$1')} and (${condition})
     order by a.row desc limit $2`;

const waysInto = (
  name: string,
  table: string,
  id: string,
  where: string,
): Readonly<Record<'party' | 'all' | 'prefix', WayIn>> => ({
  party: { name: `${name}-of-party`, values: 3, page: ofParty(table, where) },
  all: { name: `${name}-of-all`, values: 2, page: ofAll(table, where) },
  prefix: { name: `${name}-by-prefix`, values: 4, page: ofPrefix(table, id, where) },
});

/** Newest versions with how they stand. */
export const AGREEMENT_PAGES = waysInto('agreements', 'agreement', 'id', 'a.newest');

/** A page of agreements with how each stands. */
export const agreementsOf = (page: string): string =>
  `select ${AGREEMENT_COLUMNS} from (${page}) a ${PARTIES} order by a.row desc`;

/** The newest version of one agreement, for who only reads. */
export const NEWEST = {
  name: 'agreement-newest',
  text: `select ${AGREEMENT_COLUMNS} from agreement a ${PARTIES} where a.id = $1 and a.newest`,
};

/** The same; the row is held until the transaction ends, so that acts on it come one by one. */
export const NEWEST_LOCKED = {
  name: 'agreement-newest-locked',
  text: `select ${AGREEMENT_COLUMNS} from agreement a ${PARTIES} where a.id = $1 and a.newest for update of a`,
};

/** Versions of one agreement, newest first, below a version number. */
export const VERSIONS = {
  name: 'agreement-versions',
  text: `select id, version, version_hash as "versionHash", newest, body, signatures from agreement
    where id = $1 and version < coalesce($2::integer, 2147483647) order by version desc limit $3`,
};

/** Every version with the terms that policy looks at, oldest first. */
export const COURSE = {
  name: 'agreement-course',
  text: `select encode(version_hash, 'hex') as hash, circle, purposes, marking_ceiling as "markingCeiling",
      handling_ceiling as "handlingCeiling", jurisdictions, retention_months as "retentionMonths", attribution, prohibited,
      starts_at::float8 as "startsAt", least(ends_at, ended_at)::float8 as "endsAt", suspended_by is not null as suspended
    from agreement where id = $1 order by version`,
};

/** Whether two organisations have, or had, an agreement with each other, or have an open proposal. $1 sorts before $2. */
export const KNOWN_TO_EACH_OTHER = {
  name: 'agreement-known',
  text: `select exists (select 1 from agreement where org_a = $1 and org_b = $2 and newest)
    or exists (select 1 from agreement_proposal where org_a = $1 and org_b = $2 and state = 'open') as known`,
};

/** States of those of these organisations that exist. */
export const PARTY_STATES = {
  name: 'agreement-party-states',
  text: 'select state from organisation where id = any($1::uuid[])',
};

const PROPOSAL_COLUMNS = `a.row, a.id, a.agreement_id as "agreementId", a.version, a.version_hash as "versionHash",
    a.org_a as "orgA", a.org_b as "orgB", a.body, a.signatures, a.signed_by as "signedBy", a.state,
    a.proposed_by as "proposedBy", a.proposed_at as "proposedAt", a.closed_at as "closedAt"`;

/** Proposals, open ones or all. */
export const OPEN_PROPOSAL_PAGES = waysInto('proposals-open', 'agreement_proposal', 'agreement_id', "a.state = 'open'");
export const PROPOSAL_PAGES = waysInto('proposals', 'agreement_proposal', 'agreement_id', 'true');

/** A page of proposals. */
export const proposalsOf = (page: string): string => `select ${PROPOSAL_COLUMNS} from (${page}) a order by a.row desc`;

/** One proposal by its id, for who only reads. */
export const PROPOSAL = {
  name: 'proposal',
  text: `select ${PROPOSAL_COLUMNS} from agreement_proposal a where a.id = $1`,
};

/** One proposal by its hash or its id, held until the transaction ends. */
export const PROPOSAL_BY_HASH = {
  name: 'proposal-by-hash',
  text: `select ${PROPOSAL_COLUMNS} from agreement_proposal a where a.version_hash = $1 for update`,
};
export const PROPOSAL_BY_ID = {
  name: 'proposal-by-id',
  text: `select ${PROPOSAL_COLUMNS} from agreement_proposal a where a.id = $1 for update`,
};

export const ADD_PROPOSAL = {
  name: 'proposal-add',
  text: `insert into agreement_proposal (id, agreement_id, version, version_hash, org_a, org_b, body, signatures, proposed_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`,
};

export const SIGN_PROPOSAL = {
  name: 'proposal-sign',
  text: 'update agreement_proposal set signatures = $2, signed_by = signed_by || $3::uuid where id = $1',
};

export const CLOSE_PROPOSAL = {
  name: 'proposal-close',
  text: "update agreement_proposal set state = $2, closed_at = now() where id = $1 and state = 'open'",
};

/** A version came into force: its own proposal is in force, any other open one of the agreement has been overtaken. */
export const SETTLE_PROPOSALS = {
  name: 'proposals-settle',
  text: `update agreement_proposal set closed_at = now(),
      state = case when version_hash = $2 then 'in_force' else 'superseded' end
    where agreement_id = $1 and state = 'open'`,
};

export const ADD_STANDING = {
  name: 'agreement-standing-add',
  text: `insert into agreement_standing (version_hash, seq, agreement_id, org_id, act, at, record)
    values ($1, $2, $3, $4, $5, $6, $7)`,
};

/** What the statements come to, on the row of the version: an earlier end, and a party that suspends it. */
export const APPLY_STANDING = {
  name: 'agreement-standing-apply',
  text: 'update agreement set ended_at = $2, suspended_by = $3 where version_hash = $1',
};

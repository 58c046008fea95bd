// Who asks, what there is to ask about, and what each of them must never hear: read from the database of a running instance.
import { createHash, randomBytes } from 'node:crypto';

import { Scan } from './scan.mjs';
import { ACQUAINTED, OWNED, OWNED_BYTES, PEOPLE, TERMS } from './owned.sql.mjs';

const TOKEN_BYTES = 32;
/** Stored records that arguments are made of. */
const MOST_RECORDS = 400;
/** Kinds of organisations whose people see every organisation, and read the record of all: for them only what is private counts. */
const SEE_ALL = ['stewards', 'oversight'];
/** Never shown to another organisation, partner or not. */
const PRIVATE = new Set(['notice', 'session', 'person', 'invitation', 'word', 'private part', 'lockbox']);
/** Never shown to another member. */
const OWN = new Set(['notice', 'session']);

/**
 * @typedef {{ name: string, org: string | null, member: string | null, device: string | null, sees: 'all' | Set<string>, roles: string[],
 *   token: string | null }} Asker
 * @typedef {{ askers: Asker[], values: Map<string, {value: string, orgs: string[]}[]>, records: string[], scan: Scan,
 *   isForeign: (about: object, asker: Asker) => boolean, renew: (asker: Asker) => Promise<void> }} Grounds
 */

/**
 * Reads an instance as its superuser, and signs one person of every organisation and set of roles in.
 * @returns {Promise<Grounds>}
 */
export async function readGrounds(admin) {
  await admin.query('SET search_path TO sealbridge');
  await plantWords(admin);
  const renew = (asker) => signIn(admin, asker);
  const askers = await readAskers(admin);
  for (const asker of askers) await renew(asker);
  const scan = new Scan();
  const values = await readValues(admin, scan);
  const records = await readRecords(admin, scan);
  return { askers, values, records, scan, isForeign, renew };
}

/** What somebody wrote about a case is unmistakable. */
async function plantWords(admin) {
  await admin.query('SET session_replication_role = replica');
  await admin.query(
    `UPDATE identity_question SET case_ref = 'quibblethorn ' || id, justification = 'vexingmoor ' || id`,
  );
  await admin.query('RESET session_replication_role');
}

async function readAskers(admin) {
  const { rows: pairs } = await admin.query(ACQUAINTED);
  const { rows: people } = await admin.query(PEOPLE);
  const { rows: stewards } = await admin.query(`SELECT id FROM organisation WHERE kind = 'stewards'`);
  // the chain of the stewards is for everybody, and says who guards for them
  const known = stewards.flatMap(({ id }) => [id, ...acquaintancesOf(id, pairs)]);
  const askers = people.map(({ org_handle, org_kind, org, member, device, roles }) => {
    const sees = SEE_ALL.includes(org_kind) ? 'all' : new Set([org, ...known, ...acquaintancesOf(org, pairs)]);
    return { name: `${org_handle} ${roles.join('+')}`, org, member, device, roles, sees, token: null };
  });
  const guest = { name: 'guest', org: null, member: null, device: null, roles: [], sees: new Set(known), token: null };
  return [...askers, guest];
}

const acquaintancesOf = (org, pairs) => pairs.flatMap(({ a, b }) => (a === org ? [b] : b === org ? [a] : []));

/**
 * Who sent requests under these bearer tokens, as somebody who asks.
 * @returns {Promise<Map<string, Asker>>}
 */
export async function sayersOf(admin, tokens, askers) {
  const sayers = new Map();
  for (const token of new Set(tokens)) {
    const hash = createHash('sha256').update(Buffer.from(token, 'base64url')).digest();
    const { rows } = await admin.query('SELECT org_id AS org, member_id AS member FROM session WHERE token_hash = $1', [
      hash,
    ]);
    const like = askers.find(({ org }) => org === rows[0]?.org);
    if (like !== undefined) sayers.set(token, { ...like, ...rows[0], device: null, name: like.name, token });
  }
  return sayers;
}

/** A session written past the API: signing in is not what is looked at here. */
async function signIn(admin, asker) {
  if (asker.device === null) return;
  const token = randomBytes(TOKEN_BYTES);
  await admin.query(
    `INSERT INTO session (id, token_hash, org_id, member_id, device_id) VALUES (gen_random_uuid(), $1, $2, $3, $4)`,
    [createHash('sha256').update(token).digest(), asker.org, asker.member, asker.device],
  );
  asker.token = token.toString('base64url');
}

async function readValues(admin, scan) {
  const { rows } = await admin.query(OWNED);
  const values = new Map();
  for (const { kind, value, orgs, member } of rows) {
    if (value === null) continue;
    values.set(kind, [...(values.get(kind) ?? []), { value, orgs }]);
    scan.addText(value, { kind, what: value, orgs: [...orgs], member });
  }
  return values;
}

async function readRecords(admin, scan) {
  const { rows } = await admin.query(OWNED_BYTES);
  for (const { kind, bytes, orgs } of rows) scan.addBytes(bytes, { kind, what: kind, orgs: [...orgs], member: null });
  const { rows: terms } = await admin.query(TERMS);
  const all = [...rows, ...terms];
  const step = Math.ceil(all.length / MOST_RECORDS);
  return all.filter((_, index) => index % step === 0).map(({ bytes }) => bytes.toString('base64'));
}

/** Whether somebody must not hear of a value. */
function isForeign({ kind, orgs, member }, asker) {
  const ownOrg = asker.org !== null && orgs.includes(asker.org);
  if (OWN.has(kind) && asker.sees !== 'all') return member !== asker.member;
  if (PRIVATE.has(kind) && kind !== 'session') return !ownOrg && (asker.sees !== 'all' || kind === 'word');
  return asker.sees !== 'all' && !orgs.some((org) => asker.sees.has(org));
}

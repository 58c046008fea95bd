// Random agreements with everything around them, as rows: two organisations and their people in every standing, versions of an
// agreement that run, have not begun, are over, ended or suspended, and reports sealed under each of them.
import { randomBytes, randomUUID } from 'node:crypto';

import { PURPOSES } from '@sealbridge/vocabulary';

const DAY = 86_400;
const HOUR = 3600;
const PLACES = ['*', 'XA', 'XA-01', 'XB'];
const TLP_RANKS = 5;
const PAP_RANKS = 4;
const MAX_VERSIONS = 3;
const MAX_REPORTS = 5;
/** Far from now, so that no second that passes in between changes an answer. */
const FAR = 10 * DAY;

/**
 * @typedef {object} Case
 * @property {string[]} orgs sorted
 * @property {{member: string, org: string, token: Buffer}[]} people
 * @property {string} agreement
 * @property {object[]} versions oldest first
 * @property {{row: string, unit: string, origin: string, version: object, purposes: string[], marking: number, handling: number,
 *   openUntil: number, withdrawn: boolean}[]} reports
 */

/** Writes one case as the superuser. It follows from `random` but for ids, which decide nothing. @returns {Promise<Case>} */
export async function writeCase(client, random, now) {
  const orgs = [randomUUID(), randomUUID()].sort();
  for (const [index, org] of orgs.entries()) await writeOrganisation(client, random, org, index, now);
  const units = [];
  for (const org of orgs) for (let n = 0; n <= random(2); n += 1) units.push(await writeUnit(client, random, org, now));
  const people = [];
  for (let n = 0; n < 2 + random(4); n += 1)
    people.push(await writePerson(client, random, pick(random, orgs), units, now));
  const agreement = randomUUID();
  const versions = [];
  for (let n = 0; n < random(MAX_VERSIONS + 1); n += 1) versions.push(makeVersion(random, now, n + 1));
  const made = { orgs, people, units, agreement, versions, reports: [] };
  for (const version of versions) await writeVersion(client, made, version);
  await closeNewest(client, random, made, now);
  for (const version of versions) {
    for (let n = 0; n < random(MAX_REPORTS); n += 1)
      made.reports.push(await writeReport(client, random, made, version, now));
  }
  return made;
}

/** Random terms of a version. */
export function makeVersion(random, now, version) {
  const start = now + pick(random, [...Array(6).fill(-2 * FAR), FAR]);
  return {
    version,
    hash: randomBytes(32),
    circle: pick(random, ['north', 'south']),
    purposes: someOf(random, PURPOSES),
    markingCeiling: random(TLP_RANKS),
    handlingCeiling: random(PAP_RANKS),
    jurisdictions: pick(random, [['*'], someOf(random, PLACES)]),
    retentionMonths: 1 + random(24),
    start,
    end: Math.max(start + DAY, now + pick(random, [-FAR / 2, FAR, FAR, FAR, 2 * FAR])),
  };
}

/** What storing a signed version comes to: it is the newest, and nothing suspends or ends it. */
export async function writeVersion(client, { agreement, orgs }, version) {
  const { hash, circle, purposes, markingCeiling, handlingCeiling, jurisdictions, retentionMonths, start, end } =
    version;
  await client.query('UPDATE sealbridge.agreement SET newest = false WHERE id = $1', [agreement]);
  await client.query(
    `INSERT INTO sealbridge.agreement (id, version, version_hash, org_a, org_b, body, signatures, circle, purposes, prohibited,
       marking_ceiling, handling_ceiling, jurisdictions, retention_months, starts_at, ends_at)
     VALUES ($1, $2, $3, $4, $5, '', '', $6, $7, '{}', $8, $9, $10, $11, $12, $13)`,
    [
      ...[agreement, version.version, hash, ...orgs, circle, purposes, markingCeiling, handlingCeiling],
      ...[jurisdictions, retentionMonths, start, end],
    ],
  );
}

async function closeNewest(client, random, { agreement, orgs, versions }, now) {
  const newest = versions.at(-1);
  if (newest === undefined) return;
  const endedAt = pick(random, [...Array(6).fill(null), now - FAR, now + FAR / 2]);
  const suspendedBy = pick(random, [...Array(5).fill(null), orgs[0]]);
  newest.endedAt = endedAt;
  await client.query('UPDATE sealbridge.agreement SET ended_at = $2, suspended_by = $3 WHERE id = $1 AND newest', [
    agreement,
    endedAt,
    suspendedBy,
  ]);
}

async function writeOrganisation(client, random, org, index, now) {
  const state = pick(random, [...Array(14).fill('active'), 'provisional', 'ended']);
  await client.query(
    `INSERT INTO sealbridge.organisation (id, handle, kind, country, name, root_keys, head_seq, head_hash, state, suspended_until,
       attested_until) VALUES ($1, $2, $3, 'XA', $2, '{}', 0, $4, $5, to_timestamp($6), to_timestamp($7))`,
    [
      org,
      `h-${org}`,
      index === 0 ? 'ngo' : 'police_unit',
      randomBytes(32),
      state,
      rarely(random, now),
      rather(random, now),
    ],
  );
}

async function writeUnit(client, random, org, now) {
  const unit = randomUUID();
  const state = pick(random, [...Array(7).fill('active'), 'provisional']);
  await client.query(
    'INSERT INTO sealbridge.unit (id, org_id, handle, state, suspended_until) VALUES ($1, $2, $3, $4, to_timestamp($5))',
    [unit, org, `u-${unit}`, state, rarely(random, now)],
  );
  return { unit, org };
}

async function writePerson(client, random, org, units, now) {
  const [member, device, token] = [randomUUID(), randomUUID(), randomBytes(32)];
  const rights = pick(random, [
    ['report.open'],
    ['report.open'],
    ['report.open'],
    ['report.open', 'report.share'],
    ['report.share'],
  ]);
  const training = Math.floor((now + pick(random, [...Array(7).fill(FAR), -FAR])) / HOUR);
  await client.query(
    `INSERT INTO sealbridge.member (id, org_id, roles, rights, clearance, training_until, jurisdictions, country, state,
       suspended_until, active_at) VALUES ($1, $2, '{}', $3, $4, $5, $6, 'XA', $7, to_timestamp($8), to_timestamp($9))`,
    [
      ...[member, org, rights, random(TLP_RANKS), training, someOf(random, PLACES)],
      ...[pick(random, [...Array(9).fill('active'), 'provisional']), rarely(random, now)],
      now - pick(random, [...Array(11).fill(0), 10 * FAR]),
    ],
  );
  const own = units.filter((unit) => unit.org === org);
  const [first, ...others] = own;
  for (const { unit } of [first, ...others.filter(() => random(2) === 0)]) {
    await client.query('INSERT INTO sealbridge.member_unit (member_id, unit_id, org_id) VALUES ($1, $2, $3)', [
      member,
      unit,
      org,
    ]);
  }
  const keys = [randomBytes(32), Buffer.alloc(1216), randomBytes(32)];
  await client.query(
    `INSERT INTO sealbridge.device (id, org_id, member_id, sign_pk, kem_pk, add_event_hash, ways_in) VALUES ($1, $2, $3, $4, $5, $6, 2)`,
    [device, org, member, ...keys],
  );
  await client.query(
    'INSERT INTO sealbridge.session (id, token_hash, org_id, member_id, device_id) VALUES ($1, $2, $3, $4, $5)',
    [randomUUID(), token, org, member, device],
  );
  return { member, org, token };
}

/** Sealed under one version and within its terms, as submission makes sure; some are over or withdrawn. */
async function writeReport(client, random, { agreement, units }, version, now) {
  const { unit, org } = pick(random, units);
  const sender = units.find((other) => other.org !== org) ?? units[0];
  const purposes = pick(random, [version.purposes, version.purposes, someOf(random, version.purposes)]);
  const low = (ceiling) => Math.min(random(ceiling + 1), random(ceiling + 1));
  const [marking, handling] = [low(version.markingCeiling), low(version.handlingCeiling)];
  const openUntil = Math.floor((now + pick(random, [FAR, FAR, FAR, -FAR])) / HOUR);
  const withdrawn = random(10) === 0;
  const { rows } = await client.query(
    `INSERT INTO sealbridge.report (id, origin_org, origin_unit, version, marking, handling, urgency, discovery, purposes, agreements,
       open_until, retention_months, hour, scopes, attachments, sealed_bytes)
     VALUES ($1, $2, $3, 1, $4, $5, 'routine', 'circle', $6, '{}', $7, 12, 1, $8, 0, 0) RETURNING row`,
    [randomUUID(), sender.org, sender.unit, marking, handling, purposes, openUntil, [sender.org, sender.unit, unit]],
  );
  const { row } = rows[0];
  await client.query(
    `INSERT INTO sealbridge.stored_grant (id, row, version, org_id, unit_id, epoch, grant_hash, wrapped, kek_id, purposes, not_after,
       agreement_id, agreement_version_hash) VALUES ($1, $2, 1, $3, $4, 1, $5, '', '', $6, $7, $8, $9)`,
    [randomUUID(), row, org, unit, randomBytes(32), purposes, openUntil, agreement, version.hash],
  );
  await client.query(
    `INSERT INTO sealbridge.grantset (row, seq, version, grantset_hash, frame, state) VALUES ($1, 1, 1, $2, '', $3)`,
    [row, randomBytes(32), withdrawn ? 'WITHDRAWN' : 'ACTIVE'],
  );
  return { unit, origin: sender.org, version, purposes, marking, handling, openUntil, withdrawn };
}

/** A suspension that holds, one that has lapsed, or mostly none: UNIX seconds or null. */
const rarely = (random, now) => pick(random, [...Array(14).fill(null), now + FAR, now - FAR]);
/** Attestation that is good for long, and seldom one that was missed. */
const rather = (random, now) => now + pick(random, [...Array(15).fill(FAR), -FAR]);

/** One of a list. */
export const pick = (random, values) => values[random(values.length)];

/** At least one of a list, in its order. */
function someOf(random, values) {
  const bits = 1 + random(2 ** values.length - 1);
  return values.filter((_, index) => (bits & (1 << index)) !== 0);
}

/** Whole numbers below a limit from (seed, case): mulberry32. */
export function randomOf(seed, index) {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

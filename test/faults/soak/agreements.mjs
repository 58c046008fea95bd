// The preview of "what changes if this is signed?" against what access decides: for random agreements, versions, people and sealed
// reports, every decision is taken before and after the version is signed, by the real database and the policy in force, and the
// difference must be the preview. And what was sealed under an earlier version must open only within that version. Case i depends
// on (seed, i) alone.
import { Ability, changesOf, foreseen, parseMember, POLICY } from '@sealbridge/policy';
import { PURPOSES } from '@sealbridge/vocabulary';
import pg from 'pg';

import { makeVersion, randomOf, writeCase, writeVersion } from '../../support/agreement-cases.mjs';

/** What is counted. */
export const unit = 'agreements';
/** Agreements of the long form. */
export const defaultCount = 50_000;
/** Agreements between two notes of the state: each batch starts a database of its own. */
export const batch = 2_000;

const HOUR = 3600;
const TLP_RANKS = 5;
const MAX_FAILURES = 20;
const PROGRESS_EVERY = 50;

/**
 * Compares `count` random agreements from case `from` on. `failures` names each difference. `grounds` gives what the API computes a
 * preview from (see test/support/agreement-grounds.mjs), `compare` the comparison it makes of that, so that a check of this check can break it.
 * @param {{ seed: number, from: number, count: number, databaseUrl?: string, grounds?: Function, comparisonOf?: Function,
 *   stopAt?: number, onProgress?: (done: number) => void }} options without `databaseUrl` a database is started and stopped, and the API as built
 *   is asked
 * @returns {Promise<{ done: number, failures: string[], gained: number, lost: number, closed: number, openings: number }>}
 */
export async function run({ databaseUrl, grounds, comparisonOf, ...work }) {
  if (databaseUrl !== undefined) return compareAll(databaseUrl, { grounds, comparisonOf }, work);
  const { withBuiltApi } = await import('../../support/built-api.mjs');
  return withBuiltApi((adminUrl, api) => compareAll(adminUrl, api, work));
}

async function compareAll(url, api, { seed, from, count, stopAt = MAX_FAILURES, onProgress }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // rows stand for themselves here: what they would refer to decides nothing
    await client.query('SET session_replication_role = replica');
    const outcome = { done: 0, failures: [], gained: 0, lost: 0, closed: 0, openings: 0 };
    while (outcome.done < count && outcome.failures.length < stopAt) {
      const found = await compareOne(client, api, randomOf(seed, from + outcome.done), outcome);
      outcome.failures.push(...found.map((text) => `case ${from + outcome.done} of seed ${seed}: ${text}`));
      outcome.done += 1;
      if (outcome.done % PROGRESS_EVERY === 0) onProgress?.(outcome.done);
    }
    return outcome;
  } finally {
    await client.end();
  }
}

async function compareOne(client, { grounds, comparisonOf }, random, outcome) {
  const now = Math.floor(Date.now() / 1000);
  const made = await writeCase(client, random, now);
  const next = makeVersion(random, now, made.versions.length + 1);
  const ground = await grounds(made.agreement, made.orgs, Math.floor(now / HOUR));
  const comparison = comparisonOf(proposalOf(made, next), ground, { policy: POLICY, time: now });
  const { readers, sealed } = finished(changesOf(ground.people, ground.sealed, comparison));
  const before = await decide(client, made, made.versions.at(-1)?.hash, now);
  await writeVersion(client, made, next);
  const after = await decide(client, made, next.hash, now);
  count(outcome, before, after);
  return [
    ...wrongReaders(made, readers, before, after),
    ...wrongSealed(made, sealed, before, after),
    ...widened(made, after, now),
  ];
}

/** What the steps come to. */
function finished(steps) {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** The proposal as the preview service parses it. */
function proposalOf({ agreement, orgs }, { hash, markingCeiling, handlingCeiling, ...terms }) {
  const tlp = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'][markingCeiling];
  const pap = ['PAP:CLEAR', 'PAP:GREEN', 'PAP:AMBER', 'PAP:RED'][handlingCeiling];
  return {
    hash: new Uint8Array(hash),
    agreement: {
      ...terms,
      attribution: 'must_not',
      prohibited: [],
      agreement,
      orgs,
      markingCeiling: tlp,
      handlingCeiling: pap,
    },
  };
}

/** Every decision of access at this moment: the reach of each person under the newest version, and who opens which report. */
async function decide(client, made, newestHash, now) {
  const people = new Map();
  const openings = made.reports.map(() => new Set());
  for (const { member, token } of made.people) {
    const { rows } = await client.query(
      `SELECT a || jsonb_build_object('agreements', sealbridge.agreements_of((a->>'org')::uuid, null)) AS subject
       FROM sealbridge.session_attributes($1) a`,
      [token],
    );
    const subject = parseMember(rows[0].subject);
    const abilities = new Map(
      PURPOSES.map((purpose) => [
        purpose,
        new Ability(POLICY, subject, foreseen(purpose, now), 'report.open', 'Opening'),
      ]),
    );
    const opens = (purpose, labels) =>
      abilities.get(purpose).decide({
        type: 'Opening',
        attributes: { ownGrant: false, held: false, agreementId: made.agreement, ...labels },
      }).allowed;
    people.set(member, newestHash === undefined ? '' : reachText(subject, newestHash, opens, now));
    for (const [index, report] of made.reports.entries()) {
      for (const purpose of PURPOSES) if (opens(purpose, labelsOf(report))) openings[index].add(`${member} ${purpose}`);
    }
  }
  return { people, openings };
}

function reachText({ units }, hash, opens, now) {
  const fresh = {
    state: 'ACTIVE',
    versionHash: hash.toString('hex'),
    handling: 0,
    openUntil: Math.floor(now / HOUR) + 1,
  };
  return PURPOSES.flatMap((purpose) => {
    const ranks = Array.from({ length: TLP_RANKS }, (_, rank) => rank).filter((marking) =>
      units.some((grantUnit) => opens(purpose, { ...fresh, grantUnit, marking, purposes: [purpose] })),
    );
    return ranks.length === 0 ? [] : [`${purpose} ${Math.max(...ranks)}`];
  }).join();
}

function labelsOf({ unit: grantUnit, version, purposes, marking, handling, openUntil, withdrawn }) {
  const state = withdrawn ? 'WITHDRAWN' : 'ACTIVE';
  return { grantUnit, state, versionHash: version.hash.toString('hex'), purposes, marking, handling, openUntil };
}

const asText = (reach) => [...reach].map(([purpose, rank]) => `${purpose} ${rank}`).join();

function wrongReaders({ people }, readers, before, after) {
  const told = new Map(
    readers.map((change) => [change.member.member, `${asText(change.before)} > ${asText(change.after)}`]),
  );
  return people.flatMap(({ member }) => {
    const [was, is] = [before.people.get(member), after.people.get(member)];
    const real = was === is ? undefined : `${was} > ${is}`;
    return told.get(member) === real ? [] : [`a reader: preview ${told.get(member)}, access ${real}`];
  });
}

function wrongSealed({ reports }, sealed, before, after) {
  const real = new Map();
  for (const [index, { unit: grantUnit, origin }] of reports.entries()) {
    const [was, is] = [before.openings[index], after.openings[index]];
    const lost = [...was].some((pair) => !is.has(pair));
    const effect = lost ? (is.size === 0 ? 'closed' : 'narrowed') : is.size > was.size ? 'widened' : null;
    if (effect === null) continue;
    const key = `${grantUnit} ${origin}`;
    const sum = real.get(key) ?? { closed: 0, narrowed: 0, widened: 0 };
    real.set(key, { ...sum, [effect]: sum[effect] + 1 });
  }
  const told = new Map(
    sealed.map(({ unit: grantUnit, origin, closed, narrowed, widened: more }) => [
      `${grantUnit} ${origin}`,
      { closed, narrowed, widened: more },
    ]),
  );
  return [...new Set([...real.keys(), ...told.keys()])].flatMap((key) => {
    const [one, other] = [JSON.stringify(told.get(key)), JSON.stringify(real.get(key))];
    return one === other ? [] : [`sealed reports: preview ${one}, access ${other}`];
  });
}

/** Stated anew and apart from the policy: nothing opens beyond the terms of the version that it was sealed under. */
function widened({ reports }, { openings }, now) {
  return reports.flatMap(({ version, purposes, openUntil, withdrawn }, index) =>
    [...openings[index]].flatMap((pair) => {
      const purpose = pair.split(' ')[1];
      const within =
        version.purposes.includes(purpose) &&
        purposes.includes(purpose) &&
        Math.min(version.end, version.endedAt ?? Infinity) > now &&
        openUntil > Math.floor(now / HOUR) &&
        !withdrawn;
      return within ? [] : [`opens beyond the version it was sealed under: ${purpose}`];
    }),
  );
}

function count(outcome, before, after) {
  for (const [member, was] of before.people) {
    const is = after.people.get(member);
    outcome.gained += was.length < is.length ? 1 : 0;
    outcome.lost += was.length > is.length ? 1 : 0;
  }
  for (const [index, was] of before.openings.entries()) {
    outcome.openings += after.openings[index].size;
    outcome.closed += was.size > 0 && after.openings[index].size === 0 ? 1 : 0;
  }
}

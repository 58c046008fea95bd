// A random world: organisations of every kind, their people, what they agreed and what they sent. Facts alone, no database.
import { type Id, idFromBytes, type OrgKind, rightsOfRoles, type Right, type Role } from '@sealbridge/vocabulary';

import { pick, type Random } from './random.js';

/** An organisation. */
export interface Organisation {
  readonly id: Id;
  readonly kind: OrgKind;
  readonly state: string;
}

/** A unit of one. */
export interface Unit {
  readonly id: Id;
  readonly org: Id;
}

/** A member with the units it belongs to. */
export interface Person {
  readonly id: Id;
  readonly org: Id;
  readonly units: readonly Id[];
  readonly roles: readonly Role[];
  readonly rights: readonly Right[];
}

/** A device, and the hash of the token of its live session. */
export interface Device {
  readonly id: Id;
  readonly org: Id;
  readonly member: Id;
  readonly signPk: string;
  readonly session: Id;
  readonly token: string;
}

/** One version of an agreement. */
export interface Version {
  readonly id: Id;
  readonly version: number;
  readonly hash: string;
  readonly parties: readonly [Id, Id];
  readonly newest: boolean;
}

/** A report with its internal row. */
export interface Report {
  readonly row: number;
  readonly id: Id;
  readonly originOrg: Id;
  readonly originUnit: Id;
  readonly recipients: readonly Id[];
}

/** Everything there is. */
export interface World {
  readonly random: Random;
  readonly organisations: readonly Organisation[];
  readonly units: readonly Unit[];
  readonly people: readonly Person[];
  readonly devices: readonly Device[];
  readonly versions: readonly Version[];
  readonly reports: readonly Report[];
}

/** An id from the world's own numbers. */
export const idOf = (random: Random): Id => idFromBytes(Uint8Array.from({ length: 16 }, () => random(256)));

/** Bytes in the notation of PostgreSQL. */
export const bytesOf = (random: Random, length = 32): string =>
  `\\x${Array.from({ length }, () => random(256).toString(16).padStart(2, '0')).join('')}`;

/** Organisations and who is in them: at least one of every kind, two of those that send and receive. */
const PEOPLE: readonly (readonly [OrgKind, readonly Role[][]])[] = [
  ['ngo', [['analyst'], ['org_admin', 'guardian'], ['auditor']]],
  ['ngo', [['analyst', 'liaison']]],
  ['police_unit', [['liaison'], ['unit_admin', 'org_admin']]],
  ['police_unit', [['liaison', 'second_reader']]],
  ['oversight', [['auditor'], ['org_admin']]],
  ['stewards', [['steward'], ['auditor', 'steward'], ['org_admin']]],
];
const STATES = ['active', 'active', 'provisional'];
const REPORTS = 10;

/** Makes a world; the same numbers give the same one. */
export function makeWorld(random: Random): World {
  const organisations = PEOPLE.map(([kind]) => ({ id: idOf(random), kind, state: pick(random, STATES) }));
  const units = organisations.flatMap(({ id: org }) => [0, 1].map(() => ({ id: idOf(random), org })));
  const people = organisations.flatMap(({ id: org }, at) =>
    (PEOPLE[at]?.[1] ?? []).map((roles) => personOf(random, org, units, roles)),
  );
  const devices = people.flatMap((person, at) => (at < 2 ? [0, 1] : [0]).map(() => deviceOf(random, person)));
  const versions = agreementsOf(random, organisations);
  const facts = { random, organisations, units, people, devices, versions };
  return { ...facts, reports: Array.from({ length: REPORTS }, (_, row) => reportOf(facts, row + 1)) };
}

function personOf(random: Random, org: Id, units: readonly Unit[], roles: Role[]): Person {
  const own = units.filter((unit) => unit.org === org && random(4) > 0).map(({ id }) => id);
  return { id: idOf(random), org, units: own, roles, rights: rightsOfRoles(roles) };
}

function deviceOf(random: Random, { id: member, org }: Person): Device {
  const [signPk, token] = [bytesOf(random), bytesOf(random)];
  return { id: idOf(random), org, member, signPk, session: idOf(random), token };
}

/** Some of the pairs, the first one always: with one version or two. */
function agreementsOf(random: Random, organisations: readonly Organisation[]): Version[] {
  const pairs = organisations.flatMap((one, at) =>
    organisations.slice(at + 1).map((other) => [one.id, other.id] as const),
  );
  return pairs.flatMap((parties, at) => {
    if (at > 0 && random(3) > 0) return [];
    const id = idOf(random);
    const last = 1 + random(2);
    return Array.from({ length: last }, (_, before) => {
      const version = before + 1;
      return { id, version, hash: bytesOf(random), parties, newest: version === last };
    });
  });
}

/** A report goes to organisations with which there is an agreement, and to no other. */
function reportOf({ random, units, versions }: Omit<World, 'reports'>, row: number): Report {
  const from = pick(random, units.slice(0, 8));
  const partners = versions.flatMap(({ parties }) =>
    parties.includes(from.org) ? parties.filter((party) => party !== from.org) : [],
  );
  const open = units.filter(({ org }) => partners.includes(org));
  const recipients = open.filter(() => random(3) === 0).map(({ id }) => id);
  return { row, id: idOf(random), originOrg: from.org, originUnit: from.id, recipients };
}

// The directory, agreements and vetting: tables that acts with reach write and organisations look into.
import {
  all,
  any,
  auditor,
  type Change,
  type Guarded,
  ofDirectory,
  ofOwnAgreement,
  ownMember,
  ownOrg,
  type Row,
  type Test,
  wide,
} from './scope.js';
import { bytesOf, idOf, type World } from './world.js';
import { pick } from './random.js';

const setTo =
  (...tries: readonly Row[]) =>
  (): readonly Row[] =>
    tries;

/** Written by acts that see the whole directory alone. */
const widely = (...tries: readonly Row[]): Change => ({ of: wide, into: wide, tries: setTo(...tries) });

const seenWidely = (see: Test, ...tries: readonly Row[]): Change => ({
  of: see,
  into: wide,
  tries: setTo(...tries),
});

const byOrg = ({ organisations }: World): Row[] => organisations.map(({ id }) => ({ org_id: id }));
const byDevice = ({ devices }: World): Row[] => devices.map(({ id, org }) => ({ device_id: id, org_id: org }));
const byUnit = ({ units }: World): Row[] => units.map(({ id, org }) => ({ unit_id: id, org_id: org, epoch: 1 }));

const parties = ({ parties: [a, b] }: World['versions'][number]): Row => ({ org_a: a, org_b: b });
const OF_A_PARTY = any(wide, ownOrg('org_a'), ownOrg('org_b'));

/** Every agreement runs. */
const FAR_SECOND = 9_999_999_999;

const APPLICATION_STATES = ['applied', 'evidence', 'provisional', 'active', 'ended'];
const APPLICATION_KINDS = ['organisation', 'unit', 'liaison'];

/** Applications of each kind in each state, so that every organisation has one that it may and one that it may not see. */
const applications = ({ organisations }: World): Row[] =>
  organisations
    .slice(0, 4)
    .flatMap(({ id: org }) =>
      APPLICATION_KINDS.flatMap((kind) =>
        APPLICATION_STATES.map((state) => ({ id: applicationId(org, kind, state), kind, state, org_id: org })),
      ),
    );

/** An id made of three words, the same wherever it is asked for. */
function applicationId(org: string, kind: string, state: string): string {
  const place = APPLICATION_KINDS.indexOf(kind) * APPLICATION_STATES.length + APPLICATION_STATES.indexOf(state);
  return `${org.slice(0, -2)}${(place + 0x10).toString(16)}`;
}

/** Before it is admitted, whoever applies for an organisation may name the id of anybody. */
const decided = ({ kind, state }: Row): boolean =>
  kind !== 'organisation' || state === 'provisional' || state === 'active';
const ownApplication: Test = (row, { org }) => org !== null && row['org_id'] === org && decided(row);
const ofOwnApplication: Test = (row, context, world) =>
  applications(world).some((file) => file['id'] === row['application_id'] && ownApplication(file, context, world));
/** Parts of every application, and one of an application that nobody sees. */
const perApplication = (world: World): Row[] =>
  [...applications(world).map(({ id }) => id), idOf(world.random)].map((id) => ({ application_id: id }));

/** Every protected table of the directory, agreements and vetting. */
export const DIRECTORY_TABLES: readonly Guarded[] = [
  {
    table: 'organisation',
    rows: ({ organisations }) => organisations.map((each) => ({ ...each })),
    see: ofDirectory('id'),
    add: wide,
    change: seenWidely(ofDirectory('id'), { state: 'ended' }),
  },
  {
    table: 'unit',
    rows: ({ units }) => units.map(({ id, org }) => ({ id, org_id: org })),
    see: ofDirectory(),
    add: wide,
    change: seenWidely(ofDirectory(), { state: 'ended' }),
  },
  {
    table: 'member',
    rows: ({ people }) =>
      people.map(({ id, org, roles, rights }) => ({
        id,
        org_id: org,
        roles,
        rights,
        jurisdictions: ['*'],
        clearance: 4,
        training_until: 1_000_000,
      })),
    see: ofDirectory(),
    add: wide,
    change: seenWidely(ofDirectory(), { state: 'removed' }),
  },
  {
    table: 'member_unit',
    rows: ({ people }) =>
      people.flatMap(({ id, org, units }) => units.map((unit) => ({ member_id: id, unit_id: unit, org_id: org }))),
    see: ofDirectory(),
    add: wide,
    remove: all(ofDirectory(), wide),
  },
  {
    table: 'device',
    rows: ({ devices }) =>
      devices.map(({ id, org, member, signPk }) => ({ id, org_id: org, member_id: member, sign_pk: signPk })),
    see: ofDirectory(),
    add: wide,
    change: seenWidely(ofDirectory(), { state: 'revoked' }),
  },
  {
    table: 'unit_epoch',
    rows: byUnit,
    see: ofDirectory(),
    add: wide,
    change: seenWidely(ofDirectory(), { reason: 'x' }),
  },
  { table: 'directory_event', rows: byOrg, see: ofDirectory(), add: wide },
  {
    table: 'lockbox',
    rows: (world) => byDevice(world).map((row) => ({ ...row, unit_id: idOf(world.random), epoch: 1 })),
    see: any(wide, ownOrg()),
    add: wide,
    remove: wide,
  },
  { table: 'recovery_lockbox', rows: byUnit, see: wide, add: wide, change: widely({ kek_id: 'x' }), remove: wide },
  { table: 'recovery_share', rows: byDevice, see: wide, add: wide, change: widely({ key_number: 7 }), remove: wide },
  {
    table: 'recovery_run',
    rows: (world) => byOrg(world).map((row) => ({ ...row, id: idOf(world.random) })),
    see: any(wide, ownOrg()),
    add: wide,
    change: seenWidely(any(wide, ownOrg()), { state: 'cancelled' }),
  },
  {
    table: 'recovery_contribution',
    rows: (world) => byDevice(world).map((row) => ({ ...row, recovery_id: idOf(world.random) })),
    see: wide,
    add: wide,
    change: widely({ statement: '\\x00' }),
  },
  {
    table: 'device_link',
    rows: (world) => byDevice(world).map(({ device_id }) => ({ device_id })),
    see: wide,
    add: wide,
    change: widely({ proof: '\\x00' }),
  },
  {
    table: 'agreement',
    rows: ({ versions }) =>
      versions.map((each) => ({
        ...parties(each),
        id: each.id,
        version: each.version,
        version_hash: each.hash,
        newest: each.newest,
        starts_at: 0,
        ends_at: FAR_SECOND,
      })),
    see: OF_A_PARTY,
    add: wide,
    change: seenWidely(OF_A_PARTY, { circle: 'x' }),
  },
  {
    table: 'agreement_proposal',
    rows: (world) =>
      world.versions.map((each) => ({
        ...parties(each),
        version_hash: bytesOf(world.random),
        agreement_id: idOf(world.random),
      })),
    see: OF_A_PARTY,
    add: wide,
    change: seenWidely(OF_A_PARTY, { version: 9 }),
  },
  {
    table: 'agreement_standing',
    rows: ({ versions }) => versions.map(({ hash }) => ({ version_hash: hash, seq: 1 })),
    see: any(wide, ofOwnAgreement),
    add: wide,
  },
  {
    table: 'application',
    rows: applications,
    see: any(wide, ownApplication),
    add: wide,
    change: seenWidely(any(wide, ownApplication), { round: 9 }),
  },
  {
    table: 'vetting_statement',
    rows: (world) =>
      perApplication(world).flatMap((row) =>
        ['apply', 'verdict'].map((kind) => ({ ...row, kind, hash: bytesOf(world.random) })),
      ),
    see: any(wide, (row, ...rest) => row['kind'] !== 'verdict' && ofOwnApplication(row, ...rest)),
    add: wide,
  },
  {
    table: 'vetting_evidence',
    rows: perApplication,
    see: any(wide, ofOwnApplication),
    add: wide,
    change: seenWidely(any(wide, ofOwnApplication), { note: true }),
  },
  {
    table: 'vetting_verdict',
    rows: (world) => perApplication(world).map((row) => ({ ...row, member_id: pick(world.random, world.people).id })),
    see: wide,
    add: wide,
  },
  {
    table: 'steward_interest',
    rows: ({ people, organisations }) =>
      people.map(({ id }, at) => ({ member_id: id, org_id: organisations[at % 3]?.id })),
    see: wide,
    add: all(wide, ownMember()),
  },
  {
    table: 'audit_event',
    rows: (world) => auditRows(world).map((row, at) => ({ ...row, leaf_index: at + 1 })),
    see: any(auditor, ownOrg('about_org'), ownOrg('actor_org')),
  },
];

function auditRows({ organisations, random }: World): Row[] {
  const ids = [...organisations.map(({ id }) => id), null];
  return ids.flatMap((about) => [0, 1].map(() => ({ about_org: about, actor_org: pick(random, ids) })));
}

// People, their sessions and ways in, and what only our own jobs and the sign-in touch.
import {
  any,
  anybody,
  auditor,
  type Guarded,
  ownDevice,
  ownMember,
  ownOrg,
  type Row,
  signingIn,
  system,
  type Test,
  whoever,
  wide,
} from './scope.js';
import { bytesOf, idOf, type World } from './world.js';

const byDevice = ({ devices }: World): Row[] =>
  devices.map(({ id, member, org }) => ({ device_id: id, member_id: member, org_id: org }));
const byMember = ({ people }: World): Row[] => people.map(({ id, org }) => ({ member_id: id, org_id: org }));
const only =
  (...columns: readonly string[]) =>
  (rows: readonly Row[]): Row[] =>
    rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
const anyRows = (): Row[] => [{}, {}];

/** A session that is seen again after a minute moves its row: these are seen later than any spec takes. */
const seenLater = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Of the member's own device, or of another of the same member. */
const sessionSeen = any(system, ownMember());
const sessionWritten = any(signingIn, ownDevice(), ownMember());

const ownPasskey: Test = (row, context, { devices }) =>
  devices.some(
    ({ id, signPk, member }) => id === row['device_id'] && signPk === row['sign_pk'] && member === context.member,
  );

const ofOwnSession: Test = (row, { device }, { devices }) =>
  device !== null && devices.some(({ id, session }) => id === device && session === row['session_id']);

/** The device of somebody else, to turn a row into theirs. */
const strangersDevice = ({ devices }: World): string => devices.at(-1)?.id ?? '';
const strangersMember = ({ people }: World): string => people.at(-1)?.id ?? '';

/** An act that may change what everybody is decided by. */
const signing: Test = (_row, { cls }) => cls === 'directory' || cls === 'system';
/** Of somebody with a session, or of our own jobs. */
const inAnAct: Test = (_row, { cls }) => cls !== 'none' && cls !== 'guest';

/** Every protected table of people, sessions, notices and the record. */
export const PEOPLE_TABLES: readonly Guarded[] = [
  {
    table: 'session',
    rows: ({ devices }) =>
      devices.map(({ id, member, org, session, token }) => ({
        id: session,
        seen_at: seenLater(),
        token_hash: token,
        device_id: id,
        member_id: member,
        org_id: org,
      })),
    see: sessionSeen,
    add: any(signingIn, ownDevice()),
    change: {
      of: sessionSeen,
      into: sessionWritten,
      tries: (world) => [
        { transport: 'cookie' },
        { device_id: strangersDevice(world) },
        { member_id: strangersMember(world) },
        { member_id: strangersMember(world), device_id: strangersDevice(world) },
      ],
    },
    remove: any(system, ownDevice()),
  },
  { table: 'used_challenge', rows: anyRows, see: system, add: system, remove: system },
  {
    table: 'sign_in_failure',
    rows: (world) => only('device_id')(byDevice(world)),
    see: signingIn,
    add: signingIn,
    change: { of: signingIn, into: signingIn, tries: () => [{ failures: 9 }] },
    remove: signingIn,
  },
  {
    table: 'idempotency',
    rows: (world) => only('device_id')(byDevice(world)),
    see: any(system, ownDevice()),
    add: ownDevice(),
    remove: system,
  },
  {
    table: 'opening_nonce',
    rows: (world) => only('device_id')(byDevice(world)),
    see: any(system, ownDevice()),
    add: ownDevice(),
    remove: system,
  },
  {
    table: 'step_up',
    rows: ({ devices }) => devices.map(({ session }) => ({ session_id: session })),
    see: any(system, ofOwnSession),
    add: ofOwnSession,
    change: { of: any(system, ofOwnSession), into: ofOwnSession, tries: () => [{ used_at: 'now' }] },
  },
  {
    table: 'passkey',
    // one of each device, one under its id with another key, and one with its key under another id
    rows: ({ devices, random }) =>
      devices.flatMap(({ id, signPk }) =>
        [
          { device_id: id, sign_pk: signPk },
          { device_id: id, sign_pk: bytesOf(random) },
          { device_id: idOf(random), sign_pk: signPk },
        ].map((row) => ({ ...row, credential_id: bytesOf(random) })),
      ),
    see: any(wide, ownPasskey),
    add: wide,
    change: { of: any(wide, ownPasskey), into: any(wide, ownPasskey), tries: () => [{ counter: 9 }] },
    remove: any(wide, ownPasskey),
  },
  {
    table: 'vault',
    rows: (world) => only('device_id')(byDevice(world)),
    see: any(system, ownDevice()),
    add: ownDevice(),
    change: {
      of: any(system, ownDevice()),
      into: ownDevice(),
      tries: (world) => [{ version: 9 }, { device_id: idOf(world.random) }],
    },
  },
  {
    table: 'agency_proof',
    rows: (world) => only('org_id')(byMember(world)),
    see: signingIn,
    add: signingIn,
    remove: signingIn,
  },
  { table: 'agency_link', rows: (world) => only('org_id')(byMember(world)), see: signingIn, add: signingIn },
  { table: 'member_person', rows: byMember, see: any(wide, ownOrg()), add: wide },
  {
    table: 'invitation',
    rows: (world) => byMember(world).map((row) => ({ ...row, id: idOf(world.random) })),
    see: any(wide, ownOrg()),
    add: ownOrg(),
    change: { of: any(wide, ownOrg()), into: any(wide, ownOrg()), tries: () => [{ wrong_codes: 9 }] },
  },
  {
    table: 'identity_question',
    rows: ({ people, organisations, random }) =>
      people.map(({ id, org }, at) => ({
        id: idOf(random),
        org_id: org,
        member_id: id,
        asker_org: organisations[(at * 5 + 1) % 4]?.id,
      })),
    see: any(ownOrg(), ownOrg('asker_org')),
    add: ownOrg('asker_org'),
    change: { of: any(ownOrg(), ownOrg('asker_org')), into: ownOrg(), tries: () => [{ answer_code: 'x' }] },
  },
  {
    table: 'notice',
    rows: (world) => byMember(world).map(({ member_id }) => ({ member_id, id: idOf(world.random) })),
    see: any(system, ownMember()),
    change: { of: any(system, ownMember()), into: any(system, ownMember()), tries: () => [{ seen_at: 'now' }] },
    remove: any(system, ownMember()),
  },
  {
    table: 'notice_settings',
    rows: (world) => only('member_id')(byMember(world)),
    see: any(system, ownMember()),
    add: any(system, ownMember()),
    change: {
      of: any(system, ownMember()),
      into: any(system, ownMember()),
      tries: (world) => [{ asked: 9 }, { member_id: idOf(world.random) }],
    },
  },
  {
    table: 'notice_digest',
    rows: (world) => only('member_id')(byMember(world)),
    see: system,
    add: system,
    change: { of: system, into: system, tries: () => [{ attempts: 9 }] },
    remove: system,
  },
  { table: 'audit_outbox', rows: anyRows, add: anybody },
  { table: 'audit_detail', rows: (world) => byEvent(world), see: any(auditor, ownOrg('actor_org')), add: anybody },
  { table: 'audit_attrs', rows: (world) => byEvent(world), see: any(auditor, ownOrg('actor_org')), add: anybody },
  { table: 'policy_text', rows: anyRows, see: inAnAct, add: signing },
  { table: 'policy_record', rows: () => [{ seq: 1 }, { seq: 2 }], see: inAnAct, add: signing },
  {
    table: 'policy_proposal',
    rows: anyRows,
    see: wide,
    add: signing,
    change: { of: wide, into: signing, tries: () => [{ record: '\\x00' }] },
  },
  {
    table: 'rate_limit',
    rows: anyRows,
    see: whoever,
    add: whoever,
    change: { of: whoever, into: whoever, tries: () => [{ points: 9 }] },
    remove: whoever,
  },
];

function byEvent({ organisations, random }: World): Row[] {
  return organisations.map(({ id }) => ({ event_id: idOf(random), actor_org: id }));
}

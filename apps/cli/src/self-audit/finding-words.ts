import {
  type AuditFinding,
  type DirectoryState,
  fingerprint,
  type FindingKind,
  type LogIndex,
} from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { memberWords, signedByWords } from './people-words.js';

const MS_PER_HOUR = 3_600_000;
const HOUR_LENGTH = 13;

/** An event of the own chain as it is shown. */
export interface ShownFinding {
  readonly seq: number;
  readonly kind: FindingKind;
  /** What happened, in one line. */
  readonly words: string;
  readonly entry: LogIndex;
  /** ISO, to the hour: the word of who signed. */
  readonly hour: string;
  readonly signedBy: string;
  readonly subjects: readonly Id[];
  readonly known: boolean;
  readonly alarming: boolean;
  /** Whether it states an hour before this device was last told, though it came after. */
  readonly backDated: boolean;
}

/** A finding as it is shown; `known` when the person was told of it. */
export function shownFinding(
  state: DirectoryState,
  finding: AuditFinding,
  { known, alarming }: Pick<ShownFinding, 'known' | 'alarming'>,
): ShownFinding {
  const { seq, kind, index: entry, subjects, backDated } = finding;
  const words = WORDS[kind](state, subjects[0], subjects[1]);
  const hour = new Date(finding.hour * MS_PER_HOUR).toISOString();
  return {
    seq,
    kind,
    words,
    entry,
    hour,
    signedBy: signedByWords(state, finding),
    subjects,
    known,
    alarming,
    backDated,
  };
}

/** One line of text for a finding. */
export function findingLine({ words, signedBy, entry, hour, backDated }: ShownFinding): string {
  const at = `${hour.slice(0, HOUR_LENGTH).replace('T', ' ')}h UTC`;
  const place = entry === null ? 'not on the log yet' : `entry ${entry}`;
  const late = backDated ? '; it states an hour from before you last looked' : '';
  return `${words}, signed by ${signedBy}, ${at}, ${place}${late}`;
}

type Sentence = (state: DirectoryState, first: Id | undefined, second: Id | undefined) => string;

const WORDS: Readonly<Record<FindingKind, Sentence>> = {
  admitted: () => 'the organisation was admitted',
  unit_added: (state, unit) => `the unit ${unitOf(state, unit)} was added`,
  unit_purposes: (state, unit) => `what the unit ${unitOf(state, unit)} works for changed`,
  member_added: (state, member) => `${person(state, member)} became a member`,
  member_changed: (state, member) => `clearance, training or places of ${person(state, member)} changed`,
  member_removed: (state, member) => `${person(state, member)} was removed`,
  administrator: (state, member) => `${person(state, member)} became an administrator`,
  administrator_removed: (state, member) => `${person(state, member)} is no administrator any more`,
  roots_changed: () => 'the three root keys of the organisation were replaced',
  device_added: (state, device, member) => `a device of ${person(state, member)} was added: ${deviceOf(state, device)}`,
  new_device_of_mine: (state, device) => `a device of yours was added: ${deviceOf(state, device)}`,
  device_revoked: (state, device) => `the device ${device ?? ''} of ${ownerOf(state, device)} has ended`,
  my_device_revoked: (_, device) => `your device ${device ?? ''} has ended`,
  epoch: (state, unit) => `the unit ${unitOf(state, unit)} got a new key`,
  lockbox: (state, unit, device) =>
    `a device of ${ownerOf(state, device)} got a key of the unit ${unitOf(state, unit)}`,
  suspended: (state, subject) => `${subjectOf(state, subject)} was suspended`,
  suspension_lifted: (state, subject) => `the suspension of ${subjectOf(state, subject)} was lifted`,
  recovery_key: () => 'guardians and recovery key of the organisation were named anew',
  recovery_lockbox: (state, unit) => `a key of the unit ${unitOf(state, unit)} was sealed to the recovery key`,
  recovery_started: (state, _, member) => `a guardian started a recovery of ${person(state, member)}`,
  recovery_approved: (state, recovery) => `a guardian approved the recovery of ${recoveredBy(state, recovery)}`,
  recovery_cancelled: (state, recovery) => `the recovery of ${recoveredBy(state, recovery)} was cancelled`,
  recovery_completed: (state, recovery) =>
    `${recoveredBy(state, recovery)} came back with another device, and the devices of before have ended`,
};

function person(state: DirectoryState, member: Id | undefined): string {
  return member === undefined ? 'somebody' : memberWords(state, member);
}

function unitOf({ units }: DirectoryState, unit: Id | undefined): string {
  return unit === undefined ? '' : (units.get(unit)?.handle ?? unit);
}

function deviceOf({ devices }: DirectoryState, id: Id | undefined): string {
  const device = id === undefined ? undefined : devices.get(id);
  return device === undefined ? (id ?? '') : `${device.device}, fingerprint ${fingerprint(device.signPublicKey)}`;
}

function ownerOf(state: DirectoryState, device: Id | undefined): string {
  return person(state, device === undefined ? undefined : state.devices.get(device)?.member);
}

function subjectOf(state: DirectoryState, subject: Id | undefined): string {
  if (subject === undefined) return '';
  const unit = state.units.get(subject);
  if (unit !== undefined) return `the unit ${unit.handle}`;
  return state.organisations.has(subject) ? 'your organisation' : memberWords(state, subject);
}

function recoveredBy(state: DirectoryState, recovery: Id | undefined): string {
  const found = [...state.organisations.keys()]
    .flatMap((org) => state.recoveries(org))
    .find(({ id }) => id === recovery);
  return person(state, found?.member);
}

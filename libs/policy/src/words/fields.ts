import type { OBJECTS, ObjectType } from '../objects.js';

/** What a field is: after "the", or of a truth value the two things it can say. */
export type FieldWords = string | readonly [whenTrue: string, whenFalse: string];

type WordsOf<Fields> = {
  readonly [Field in keyof Fields]: Fields[Field] extends 'boolean' ? FieldWords & readonly string[] : string;
};

const SIGNED = ['its signatures carry it', 'its signatures do not carry it'] as const;
const UNCONFLICTED = ['the steward has an interest in it', 'the steward has no interest in it'] as const;
const proved = (what: string): readonly [string, string] => [what, `it is not so that ${what}`];
const HELD = ['it is on hold', 'it is not on hold'] as const;

/** Every field of every object in plain words. */
export const FIELD_WORDS: { readonly [Type in ObjectType]: WordsOf<(typeof OBJECTS)[Type]> } = {
  Device: {
    deviceState: 'state of the device',
    memberState: 'standing of the member',
    orgState: 'standing of the organisation',
    firstFactor: [
      'what the organisation asks for besides the key was shown',
      'what the organisation asks for was not shown',
    ],
  },
  Session: { member: 'member of the session' },
  Self: { member: 'member asked about' },
  Passkey: { device: 'device of the passkey', proved: proved('the device itself signed for it') },
  StepUp: { device: 'device of the verification' },
  Vault: {
    device: 'device of the vault',
    proved: proved('the device signed for it, or the secret it is found by is held'),
    sameWays: ['the ways in stay what they were', 'the ways in change'],
  },
  Link: { member: 'member of the link', proved: proved('what is made from the code is held') },
  Agency: { proved: proved('the agency vouches for it') },
  Instance: {},
  DirectoryChange: { authorised: SIGNED, conflicted: UNCONFLICTED },
  Organisation: {
    org: 'organisation',
    kind: 'kind of the organisation',
    guarded: ['whoever asks is one of its guardians', 'whoever asks is none of its guardians'],
  },
  Recovery: {
    org: 'organisation of the recovery',
    guardian: ['whoever asks is a guardian of the organisation', 'whoever asks is no guardian of the organisation'],
    authorised: SIGNED,
    state: 'state of the recovery',
    ready: ['guardians, delay and witnesses allow it', 'guardians, delay or witnesses do not allow it yet'],
  },
  Agreement: {
    parties: 'parties of the agreement',
    authorised: SIGNED,
    known: [
      'every party has to do with the organisation already',
      'some party has nothing to do with the organisation yet',
    ],
  },
  Application: {
    org: 'organisation of the application',
    authorised: SIGNED,
    conflicted: UNCONFLICTED,
    decided: ['the organisation of the application is admitted', 'the organisation of the application is not admitted'],
  },
  Interest: { member: 'steward whose interest it is' },
  Member: { org: 'organisation of the member', member: 'member asked about' },
  Invitation: { org: 'organisation that invites', proved: proved('the secret of the invitation is held') },
  Reveal: {
    asker: 'member who asked',
    org: 'organisation asked',
    member: 'member asked about',
    visible: ['the role handle was shown to whoever asks', 'the role handle was not shown to whoever asks'],
  },
  Notice: { member: 'member told' },
  Draft: { originOrg: 'organisation that sends', originUnit: 'unit that sends' },
  Grant: {
    ownGrant: ['the key is for the sending unit itself', 'the key is for a unit of others'],
    recipientUnit: 'receiving unit',
    recipientOrg: 'receiving organisation',
    recipientStanding: 'standing of the receiving unit',
    withinUnit: [
      'the receiving unit works for each of its purposes',
      'the receiving unit does not work for one of its purposes',
    ],
    agreementId: 'agreement of the grant',
    marking: 'marking',
    handling: 'handling',
    purposes: 'purposes of the grant',
  },
  Report: {
    originOrg: 'organisation that wrote it',
    originUnit: 'unit that wrote it',
    recipientUnits: 'units that received it',
    marking: 'marking',
    handling: 'handling',
    state: 'state of the report',
    discovery: 'discovery of the report',
    held: HELD,
  },
  Opening: {
    originOrg: 'organisation that wrote it',
    grantUnit: 'unit that the grant is for',
    ownGrant: ['the grant is of the unit that wrote it', 'the grant is of another unit than the one that wrote it'],
    state: 'state of the report',
    discovery: 'discovery of the report',
    held: HELD,
    agreementId: 'agreement of the grant',
    versionHash: 'version of the agreement it was sealed under',
    purposes: 'purposes of the grant',
    marking: 'marking',
    handling: 'handling',
    openUntil: 'hour until which it can be opened',
  },
  Blob: { org: 'organisation that uploaded it', reader: 'member it is served to' },
  Watch: { member: 'member whose inbox it is' },
  Reader: {
    org: 'organisation of the readers',
    agreementId: 'agreement with it',
    attribution: 'attribution of the agreement',
  },
  AuditEntry: { aboutOrg: 'organisation the entry is about' },
  LogEntry: {},
  Policy: { authorised: ['two stewards of both seats signed it', 'two stewards of both seats did not sign it'] },
  Decision: { aboutOrg: 'organisation the decision is about' },
};

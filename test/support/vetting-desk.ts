// Applications in a running API as applicants and stewards make them: every statement really signed, nothing written past the walls.
import { randomUUID } from 'node:crypto';

import {
  AdmitApplicationDocument,
  ApplicationDocument,
  ApplicationStatusDocument,
  ApplyForVettingDocument,
  AttestVettingDocument,
  EndVettingDocument,
  PublishDirectoryEventsDocument,
  SubmitEvidenceDocument,
  SubmitVerdictDocument,
  type ApiClient,
  type ApplicationStatusQuery,
} from '@sealbridge/api-client';
import {
  evidenceSetHash,
  makeEvent,
  rootSigner,
  signedEvent,
  signEvent,
  signVet,
  vetHash,
  vetRecord,
  writeEventRecord,
  writeVet,
  writeVetRecord,
  type ApplyFields,
  type EventRecord,
  type EventSigner,
  type SuspendLift,
  type Suspend,
  type UnsignedEvent,
  type VerdictFields,
  type VetFields,
} from '@sealbridge/directory';
import { makeRootKeys, type DeviceKeys } from '@sealbridge/keyring';
import { hashTyped, sha256, toBase64, utf8 } from '@sealbridge/sodium';
import {
  REQUIRED_EVIDENCE,
  type EvidenceProfile,
  type Id,
  type VettingEvidence,
  type VettingStage,
} from '@sealbridge/vocabulary';

import type { Client } from 'pg';

import type { TestApi } from './api.js';
import { FIXTURE_ORIGIN, stewardSigner } from './directory-fixture.js';
import { newId } from './rows.js';

/** Where an application can be, in the order of its life. `verified` and `vetted` wait for nothing but the admission. */
export const DESK_STATES = [
  'applied',
  'evidence',
  'verified',
  'provisional',
  'vetted',
  'active',
  'attesting',
  'attested',
  'ended',
] as const;
export type DeskState = (typeof DESK_STATES)[number];

/** What every mutation of vetting answers, as far as a spec compares it. */
export interface Answer {
  readonly __typename?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly ref?: string;
}

/** Somebody who applies, with the keys to do it. */
export interface DeskApplicant {
  readonly application: Id;
  readonly org: Id;
  readonly profile: EvidenceProfile;
  readonly fields: ApplyFields;
  /** Who signs the application, and who everything after it. */
  readonly applying: readonly EventSigner[];
  readonly signers: readonly EventSigner[];
  /** vet_hashes of the evidence of each round. */
  readonly evidence: Map<number, Uint8Array[]>;
  admission: UnsignedEvent | null;
}

/** A steward of the fixture, signed in. */
export interface DeskSteward {
  readonly keys: DeviceKeys;
  readonly client: ApiClient;
}

type Status = NonNullable<ApplicationStatusQuery['applicationStatus']>;

const VETTING_TABLES = [
  'application',
  'vetting_statement',
  'vetting_evidence',
  'vetting_verdict',
  'steward_interest',
  'directory_event',
];

const MS_PER_SECOND = 1000;
const SECONDS_PER_HOUR = 3600;
const HALF_AN_HOUR = 1800;

/** The desk at which applications are made and decided in a spec. */
export class VettingDesk {
  readonly #opened = Math.floor(Date.now() / MS_PER_SECOND) - HALF_AN_HOUR;
  #statements = 0;
  #applicants = 0;

  constructor(
    private readonly api: Pick<TestApi, 'guest'>,
    readonly stewards: readonly [DeskSteward, DeskSteward],
  ) {}

  /** Opens the desk with both stewards signed in. */
  static async open(api: TestApi): Promise<VettingDesk> {
    const [ngo, publicSeat] = api.world.directory.stewardDevices;
    if (ngo === undefined || publicSeat === undefined) throw new Error('two stewards are needed');
    return new VettingDesk(api, [
      { keys: ngo, client: await api.signIn(ngo) },
      { keys: publicSeat, client: await api.signIn(publicSeat) },
    ]);
  }

  /** A stranger organisation with fresh roots. */
  applicant(
    handle: string,
    name = `Synthetic ${handle}`,
    kind: 'ngo' | 'police_unit' | 'oversight' = 'ngo',
  ): DeskApplicant {
    const org = newId();
    const roots = makeRootKeys(org);
    const signers = roots.map((root) => rootSigner(root.sign));
    const rootKeys = roots.map((root) => root.sign.publicKey);
    const details = {
      kind: 'organisation',
      handle,
      orgKind: kind,
      country: 'XA',
      rootKeys,
      name,
      orgClass: 'NGO',
      orgSubclass: null,
    } as const;
    return {
      application: newId(),
      org,
      profile: kind,
      fields: { kind: 'apply', subject: org, details },
      applying: signers,
      signers: signers.slice(0, 2),
      evidence: new Map(),
      admission: null,
    };
  }

  /** A second that no other statement has: the very same statement again would be an old one. */
  #nextSecond(): number {
    this.#statements += 1;
    return this.#opened + this.#statements;
  }

  /** A record of a statement about an application, signed by these. */
  record(
    { application, org }: Pick<DeskApplicant, 'application' | 'org'>,
    fields: VetFields,
    signers: readonly EventSigner[],
    at = this.#nextSecond(),
  ): { readonly bytes: Uint8Array; readonly input: { clientMutationId: string; record: string } } {
    const bytes = writeVet({ application, org, origin: FIXTURE_ORIGIN, at, fields });
    const record = writeVetRecord(
      vetRecord(
        bytes,
        signers.map((signer) => signVet(bytes, signer)),
      ),
    );
    return { bytes, input: { clientMutationId: randomUUID(), record: toBase64(record) } };
  }

  async apply(who: DeskApplicant, signers = who.applying): Promise<Answer> {
    const { input } = this.record(who, who.fields, signers);
    return (await this.api.guest.request(ApplyForVettingDocument, { input })).applyForVetting;
  }

  /** Gives these kinds of evidence; `mark` makes two submissions of one kind different. */
  async evidence(
    who: DeskApplicant,
    {
      kinds = REQUIRED_EVIDENCE[who.profile].active,
      round = 1,
      signers = who.signers,
      mark = '',
    }: {
      kinds?: readonly VettingEvidence[];
      round?: number;
      signers?: readonly EventSigner[];
      mark?: string;
    } = {},
  ): Promise<Answer> {
    const items = kinds.map((kind) => ({ kind, note: null, documentSha256: sha256(utf8(`${kind} ${mark}`)) }));
    const { bytes, input } = this.record(who, { kind: 'evidence', round, items }, signers);
    const { submitEvidence } = await this.api.guest.request(SubmitEvidenceDocument, { input });
    if (submitEvidence.__typename === 'VettingStatementPayload') {
      who.evidence.set(round, [...(who.evidence.get(round) ?? []), vetHash(bytes)]);
    }
    return submitEvidence;
  }

  async attest(who: DeskApplicant, round = 2, signers = who.signers): Promise<Answer> {
    const { input } = this.record(who, { kind: 'attest', round }, signers);
    return (await this.api.guest.request(AttestVettingDocument, { input })).attestVetting;
  }

  async end(who: DeskApplicant, signers = who.signers): Promise<Answer> {
    const { input } = this.record(who, { kind: 'end', reason: 'left' }, signers);
    return (await this.api.guest.request(EndVettingDocument, { input })).endVetting;
  }

  async status(who: DeskApplicant, signers = who.signers, at?: number): Promise<Status | null> {
    const { input } = this.record(who, { kind: 'status' }, signers, at ?? Math.floor(Date.now() / MS_PER_SECOND));
    return (
      (await this.api.guest.request(ApplicationStatusDocument, { record: input.record })).applicationStatus ?? null
    );
  }

  /** A verdict: an approval of everything that is required, unless `change` says otherwise. */
  async verdict(
    { keys, client }: DeskSteward,
    who: DeskApplicant,
    stage: VettingStage,
    change: Partial<VerdictFields> & { readonly ownAdmission?: boolean } = {},
  ): Promise<Answer> {
    const { ownAdmission = false, ...fields } = change;
    const verdict = fields.verdict ?? 'approve';
    const admits = verdict === 'approve' && stage === 'provisional' && who.fields.details.kind === 'organisation';
    if (admits && (who.admission === null || ownAdmission)) who.admission = this.admission(who);
    const { admission } = who;
    const event = admits && admission !== null ? admission : null;
    const required = stage === 'provisional' || stage === 'active' ? REQUIRED_EVIDENCE[who.profile][stage] : [];
    const round = fields.round ?? 1;
    const { input } = this.record(
      who,
      {
        kind: 'verdict',
        round,
        stage,
        verdict,
        evidenceSetHash: evidenceSetHash(who.evidence.get(round) ?? []),
        findings: verdict === 'recuse' ? [] : required.map((kind) => ({ kind, finding: 'accepted', reason: null })),
        conflict: 'none',
        admission: event === null ? null : hashTyped('sr1.dir', event.leafBytes),
        ...fields,
      },
      [stewardSigner(keys)],
    );
    const signed = event === null ? null : signEvent(event, stewardSigner(keys)).signature;
    const sent =
      event === null || signed === null
        ? null
        : { leaf: toBase64(event.leafBytes), body: toBase64(event.bodyBytes), signature: toBase64(signed) };
    return (await client.request(SubmitVerdictDocument, { input: { ...input, admission: sent } })).submitVerdict;
  }

  /** The ORG_ADMIT event of what was applied for, in this hour. */
  admission({ org, fields: { details } }: DeskApplicant): UnsignedEvent {
    if (details.kind !== 'organisation') throw new Error('an organisation alone is admitted');
    const { handle, orgKind: kind, country, rootKeys, name } = details;
    const hour = Math.floor(Date.now() / MS_PER_SECOND / SECONDS_PER_HOUR);
    return makeEvent(
      { org, seq: 0, prev: null },
      { type: 'ORG_ADMIT', handle, kind, country, rootKeys, name },
      { hour },
    );
  }

  /** The admission signed by both stewards. */
  admissionRecord(who: DeskApplicant): EventRecord {
    const event = who.admission ?? this.admission(who);
    return signedEvent(
      event,
      this.stewards.map(({ keys }) => signEvent(event, stewardSigner(keys))),
    );
  }

  /** Admits: an organisation's first stage by publishing its event, everything else by the mutation. */
  async admit({ client }: Pick<DeskSteward, 'client'>, who: DeskApplicant, stage: VettingStage): Promise<Answer> {
    if (stage === 'provisional' && who.fields.details.kind === 'organisation') {
      return this.publish(client, [this.admissionRecord(who)]);
    }
    const input = { clientMutationId: randomUUID(), application: who.application, stage };
    return (await client.request(AdmitApplicationDocument, { input })).admitApplication;
  }

  async publish(client: ApiClient, records: readonly EventRecord[], clientMutationId = randomUUID()): Promise<Answer> {
    const input = {
      clientMutationId,
      records: records.map((record) => toBase64(writeEventRecord(record))),
      lockboxes: [],
    };
    return (await client.request(PublishDirectoryEventsDocument, { input })).publishDirectoryEvents;
  }

  /** Publishes a change of standing as the next event of a chain. */
  async standing(
    { keys, client }: DeskSteward,
    chain: { readonly org: Id; readonly seq: number; readonly prev: Uint8Array },
    event: Suspend | SuspendLift,
    hour = Math.floor(Date.now() / MS_PER_SECOND / SECONDS_PER_HOUR),
  ): Promise<Answer> {
    const unsigned = makeEvent(chain, event, { hour });
    return this.publish(client, [signedEvent(unsigned, [signEvent(unsigned, stewardSigner(keys))])]);
  }

  /** The file as a steward reads it. */
  async file({ client }: Pick<DeskSteward, 'client'>, { application }: DeskApplicant) {
    return (await client.request(ApplicationDocument, { id: application })).application ?? null;
  }

  /** A new application in this state, by nothing but what its people do. */
  async bring(state: DeskState): Promise<DeskApplicant> {
    this.#applicants += 1;
    const who = this.applicant(`applicant-${String(this.#applicants)}`);
    const at = DESK_STATES.indexOf(state);
    const [first, second] = this.stewards;
    taken(await this.apply(who));
    if (state === 'ended') {
      taken(await this.end(who));
      return who;
    }
    if (at >= 1) taken(await this.evidence(who));
    for (const [stage, verified, round] of [
      ['provisional', 2, 1],
      ['active', 4, 1],
      ['attest', 7, 2],
    ] as const) {
      if (stage === 'attest' && at >= 6) taken(await this.attest(who));
      if (at < verified) break;
      taken(await this.verdict(first, who, stage, { round }));
      taken(await this.verdict(second, who, stage, { round }));
      if (at > verified) taken(await this.admit(first, who, stage));
    }
    return who;
  }

  /** Both stewards approve a stage and it is admitted. Throws unless each step is taken. */
  async pass(who: DeskApplicant, stage: VettingStage, round = 1): Promise<void> {
    const [first, second] = this.stewards;
    taken(await this.verdict(first, who, stage, { round }));
    taken(await this.verdict(second, who, stage, { round }));
    taken(await this.admit(first, who, stage));
  }
}

/** `ok`, or the reason or code of a refusal. */
export function outcomeOf(answer: Answer): string {
  return answer.__typename?.endsWith('Payload') === true ? 'ok' : (answer.reason ?? answer.code ?? '');
}

/** Every row that vetting writes or decides upon, as one text: what two moments are compared by. */
export async function vettingRows(admin: Client): Promise<string> {
  const parts = [];
  for (const table of VETTING_TABLES) {
    const found = await admin.query(`select to_jsonb(t) as row from sealbridge.${table} t order by to_jsonb(t)::text`);
    parts.push(JSON.stringify(found.rows));
  }
  for (const table of ['organisation', 'unit', 'member']) {
    const standing = `select id, state, suspended_until, attested_until from sealbridge.${table} order by id`;
    parts.push(JSON.stringify((await admin.query(standing)).rows));
  }
  return parts.join('\n');
}

/** Throws unless a step was taken. */
export function taken(answer: Answer): void {
  if (answer.__typename?.endsWith('Payload') !== true)
    throw new Error(`not taken: ${answer.reason ?? answer.code ?? ''}`);
}

import { Injectable } from '@nestjs/common';
import { verifyVetSignatures, type Member } from '@sealbridge/directory';
import type { Id, StewardSeat } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import type { Permit } from '../../access/permit.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import { DirectoryStateService } from '../../keys/directory-state.service.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { invalid, refused, type Failure } from '../../platform/graphql/user-error.js';

import { headOf } from './application-view.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow, VerdictRow } from './application.rows.js';
import { inForm, readStatement, requireFresh, type Given } from './statement.js';
import { VettingDecisionPayload, type AdmissionInput, type SubmitVerdictInput } from './statement.types.js';
import { checkedAdmission, type CheckedAdmission } from './verdict-admission.js';
import { approvals, requireAllowed } from './verdict-rules.js';
import { VerdictRepository } from './verdict.repository.js';

/** Who gives a verdict, as the directory knows them. */
interface Verifier {
  readonly member: Id;
  readonly device: Id;
  readonly seat: StewardSeat;
  readonly signingKey: Uint8Array;
}

/** Takes the verdicts of stewards: one of the NGOs' seat and one of the public bodies', neither of whom has an interest. */
@Injectable()
export class VerdictService {
  constructor(
    private readonly access: Access,
    private readonly applications: ApplicationRepository,
    private readonly verdicts: VerdictRepository,
    private readonly directory: DirectoryStateService,
    private readonly notices: NoticeService,
    private readonly node: NodeIdentity,
  ) {}

  /** May be called by stewards without an interest in the applicant, who sign with the device of the session; to recuse, by any. */
  submit(caller: Caller, input: SubmitVerdictInput): Promise<VettingDecisionPayload | Failure> {
    return orRejected(async () => {
      const { member } = sessionOf(caller);
      const given = await this.access.read(caller, 'application.verify', () => readStatement(input.record, 'verdict'));
      const { application: id, fields } = given.statement;
      let file: ApplicationRow | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'application.verify',
        reach: 'directory',
        detail: {
          object: { type: 'application', id, version: null, hash: given.record.hash },
          idempotencyKey: input.clientMutationId,
        },
        resource: async (tx) => {
          await this.directory.lock(tx);
          file = await this.applications.lock(tx, id);
          const interested = await this.verdicts.isConflicted(tx, member, file?.org ?? id);
          if (file === null) return null;
          const conflicted = fields.verdict !== 'recuse' && interested;
          return { type: 'Application', attributes: { org: file.org, authorised: true, conflicted } };
        },
        work: async (permit, tx) => {
          if (file === null) throw new Error('an act without its file');
          await this.#keep(permit, tx, file, given, input.admission ?? null);
          return (await this.applications.one(tx, id)) ?? file;
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      return asType(VettingDecisionPayload, { clientMutationId, application: headOf(outcome.value) });
    });
  }

  async #keep(
    { member: { member, org } }: Permit,
    tx: Transaction,
    application: ApplicationRow,
    given: Given<'verdict'>,
    admission: AdmissionInput | null,
  ): Promise<void> {
    const { record, statement, bytes } = given;
    const { id, round } = application;
    if (org === application.org || member === application.subject) throw new Refusal('own_application');
    const verifier = await this.#verifier(tx, given, member);
    if ((await this.applications.takenIn(tx, record.hash, member)) !== null) return;
    requireFresh(statement);
    const before = await this.verdicts.ofRound(tx, id, round);
    await this.#requireAllowed(tx, application, before, given, verifier);
    const admitted = this.#admission(application, before, given, verifier, admission);
    const { evidenceSetHash: evidenceSet, ...fields } = statement.fields;
    await this.verdicts.add(tx, id, {
      ...fields,
      hash: record.hash,
      evidenceSet,
      member: verifier.member,
      device: verifier.device,
      seat: verifier.seat,
      admitHash: admitted?.record.eventHash ?? null,
      admitSignature: admitted?.signature ?? null,
    });
    await this.applications.addStatement(tx, id, {
      hash: record.hash,
      steward: member,
      kind: 'verdict',
      round,
      record: bytes,
    });
    if (admitted !== null) await this.#setAdmission(tx, id, admitted);
    const object = { type: 'application', id } as const;
    await this.notices.raise(tx, { kind: 'application_waiting', to: { stewards: true }, object });
  }

  /** The steward whose device signed, which is the one of the session. Throws Rejected; Refusal `wrong_seat` without a seat. */
  async #verifier(tx: Transaction, { record }: Given<'verdict'>, member: Id): Promise<Verifier> {
    const state = await this.directory.committed(tx);
    if (state === null) throw new Error('the directory is empty');
    if (state.members.get(member)?.seat === null) throw new Refusal('wrong_seat');
    const signed: Member = inForm(() => verifyVetSignatures(record, this.node.logOrigin, { by: 'steward', state }));
    const device = record.signatures[0]?.signer;
    const signingKey = device === undefined ? undefined : state.devices.get(device)?.signPublicKey;
    if (signed.member !== member || signed.seat === null || device === undefined || signingKey === undefined) {
      throw new Rejected(invalid('E_SIGNER', 'the verdict is signed by somebody else', 'record'));
    }
    return { member, device, seat: signed.seat, signingKey };
  }

  async #requireAllowed(
    tx: Transaction,
    application: ApplicationRow,
    before: readonly VerdictRow[],
    { statement }: Given<'verdict'>,
    { member, seat }: Verifier,
  ): Promise<void> {
    if (statement.org !== application.org) {
      throw new Rejected(invalid('E_FIELD', 'the verdict names another organisation', 'record'));
    }
    const { evidenceSetHash: evidenceSet, ...fields } = statement.fields;
    if (fields.stage === 'active' && application.standing === 'suspended') throw new Refusal('suspended');
    const evidence = await this.applications.evidence(tx, application.id, application.round);
    requireAllowed(application, evidence, before, { ...fields, member, seat, evidenceSet });
  }

  /** The admission that an approval of an organisation carries; every other verdict carries none. Throws Rejected. */
  #admission(
    application: ApplicationRow,
    before: readonly VerdictRow[],
    { statement }: Given<'verdict'>,
    { signingKey }: Verifier,
    admission: AdmissionInput | null,
  ): CheckedAdmission | null {
    const { verdict, stage, admission: named } = statement.fields;
    const admits = verdict === 'approve' && stage === 'provisional' && application.kind === 'organisation';
    if (admits !== (admission !== null) || admits !== (named !== null)) {
      throw new Rejected(invalid('E_ADMISSION', 'an organisation alone is admitted, by an approval', 'admission'));
    }
    if (admission === null) return null;
    const others = approvals(application, before, stage);
    return checkedAdmission(application, admission, { named, signingKey, others });
  }

  #setAdmission(tx: Transaction, id: Id, { record }: CheckedAdmission): Promise<void> {
    const { eventHash, leafBytes, bodyBytes } = record;
    return this.applications.setAdmission(tx, id, eventHash, leafBytes, bodyBytes ?? new Uint8Array());
  }
}

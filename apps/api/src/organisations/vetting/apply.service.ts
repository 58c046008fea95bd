import { Injectable } from '@nestjs/common';
import { evidenceSetHash, type ApplyFields } from '@sealbridge/directory';
import type { EvidenceProfile, Id } from '@sealbridge/vocabulary';

import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid, rateLimited, type Failure } from '../../platform/graphql/user-error.js';

import { ApplicantAuthority, type HeldFile } from './applicant-authority.js';
import { ApplicantStatements } from './applicant-statements.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow, NewApplication } from './application.rows.js';
import { GuestAttempts } from './guest-attempts.service.js';
import { skeletonsOf } from './look-alikes.js';
import type { Given } from './statement.js';
import type { VettingStatementInput, VettingStatementPayload } from './statement.types.js';
import { CAP_RETRY_SECONDS, MAX_OPEN_APPLICATIONS, OPEN_DAYS } from './vetting-rules.js';

const NO_EVIDENCE: readonly Uint8Array[] = [];
const FIRST_ROUND = 1;

/** Takes applications. Whether a handle, a name or a key is taken already is for the stewards to see, not for who applies. */
@Injectable()
export class ApplyService {
  constructor(
    private readonly statements: ApplicantStatements,
    private readonly authority: ApplicantAuthority,
    private readonly applications: ApplicationRepository,
    private readonly notices: NoticeService,
    private readonly guests: GuestAttempts,
  ) {}

  /** May be called by anybody: an organisation signs with its three roots, a unit or liaison with its organisation. */
  apply(caller: Caller, input: VettingStatementInput): Promise<VettingStatementPayload | Failure> {
    return this.statements.take(caller, input, {
      kind: 'apply',
      action: 'application.apply',
      hold: (tx, given) => this.#hold(tx, given),
      change: (tx, _application, given) => this.#add(caller, tx, given),
    });
  }

  /** The file to be: there is no row to hold yet, and whoever comes second with the same id finds it taken. */
  async #hold(tx: Transaction, { record, statement }: Given<'apply'>): Promise<HeldFile> {
    const { application: id, org, fields } = statement;
    const { details } = fields;
    const authorised =
      details.kind === 'organisation'
        ? this.authority.isOwnRoots(record, details.rootKeys)
        : await this.authority.isOrganisation(tx, record, org);
    return { application: toBe(newApplication(id, org, fields)), authorised };
  }

  async #add(caller: Caller, tx: Transaction, { record, statement }: Given<'apply'>): Promise<number> {
    const { application: id, org, fields } = statement;
    const made = newApplication(id, org, fields);
    if (made.kind === 'organisation') await this.#requireRoom(caller, tx);
    const handle = made.kind === 'organisation' ? made.handle : await this.#requireSubject(tx, made);
    if (!(await this.applications.add(tx, { ...made, handle }))) {
      // the very same one, sent twice at once, was waited for and is there now
      if ((await this.applications.takenIn(tx, record.hash, null)) !== null) return FIRST_ROUND;
      throw new Rejected(conflict('the id stands for another application'));
    }
    const object = { type: 'application', id } as const;
    await this.notices.raise(tx, { kind: 'application_waiting', to: { stewards: true }, object });
    return FIRST_ROUND;
  }

  /**
   * Anybody can make up an organisation; units and liaisons are those of members, and few. Throws Rejected RateLimited when this
   * network has had its share, or as many wait as stewards can be asked to look at.
   */
  async #requireRoom(caller: Caller, tx: Transaction): Promise<void> {
    await this.guests.requireApplication(caller);
    const open = await this.applications.countOpen(tx, OPEN_DAYS, MAX_OPEN_APPLICATIONS);
    if (open >= MAX_OPEN_APPLICATIONS) throw new Rejected(rateLimited(CAP_RETRY_SECONDS));
  }

  /** The handle of the unit, or of the liaison's organisation. Throws Refusal `wrong_state` for what needs no vetting now. */
  async #requireSubject(tx: Transaction, { kind, subject, org, handle }: NewApplication): Promise<string> {
    if (kind === 'organisation') throw new Error('an organisation has no subject row');
    const found = await this.applications.subject(tx, kind, subject, org);
    if (found === null) throw new Refusal('not_permitted');
    if (kind === 'unit' && found.handle !== handle) {
      throw new Rejected(invalid('E_FIELD', 'the unit has another handle', 'record'));
    }
    if (found.standing !== 'provisional' || (await this.applications.hasOpen(tx, subject))) {
      throw new Refusal('wrong_state');
    }
    return found.handle;
  }
}

function newApplication(id: Id, org: Id, { subject, details }: ApplyFields): NewApplication {
  const common = { id, org, subject, evidenceSet: evidenceSetHash(NO_EVIDENCE) };
  if (details.kind !== 'organisation') {
    const handle = details.kind === 'unit' ? details.handle : '';
    const unnamed = { country: null, name: null, rootKeys: [], skeletons: [] };
    return { ...common, kind: details.kind, profile: details.kind, handle, ...unnamed };
  }
  const { handle, orgKind, country, name, rootKeys } = details;
  const profile = orgKind as EvidenceProfile;
  return {
    ...common,
    kind: 'organisation',
    profile,
    handle,
    country,
    name,
    rootKeys,
    skeletons: skeletonsOf(name, handle),
  };
}

function toBe(made: NewApplication): ApplicationRow {
  const { rootKeys, evidenceSet } = made;
  return {
    ...made,
    row: '0',
    state: 'applied',
    standing: null,
    attestedUntil: null,
    round: FIRST_ROUND,
    attesting: false,
    rootKeys: rootKeys.map((key) => Buffer.from(key)),
    evidenceSet: Buffer.from(evidenceSet),
    admitHash: null,
    admitLeaf: null,
    admitBody: null,
    madeAt: new Date(),
  };
}

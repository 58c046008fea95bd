import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { Bytes } from '../../platform/graphql/scalars.js';

import { ApplyService } from './apply.service.js';
import { AttestationService } from './attestation.service.js';
import { EndingService } from './ending.service.js';
import { EvidenceService } from './evidence.service.js';
import { VettingStatementInput, VettingStatementResult } from './statement.types.js';
import { StatusService } from './status.service.js';
import { ApplicationStatus } from './status.types.js';

/** What applicants say. The signatures are the authority: a session adds nothing to it, and none is needed. */
@Resolver()
export class ApplicantResolver {
  constructor(
    private readonly applying: ApplyService,
    private readonly evidence: EvidenceService,
    private readonly attestation: AttestationService,
    private readonly ending: EndingService,
    private readonly asking: StatusService,
  ) {}

  /** Anybody: an organisation with its three roots, a unit or a liaison by its organisation. */
  @Mutation(() => VettingStatementResult, {
    description: 'Takes an application of an organisation, of a further police unit or of a liaison.',
  })
  applyForVetting(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The statement `apply`.' }) input: VettingStatementInput,
  ): Promise<typeof VettingStatementResult> {
    return this.applying.apply(caller, input);
  }

  /** The applicant. */
  @Mutation(() => VettingStatementResult, {
    description: 'Takes evidence. Verdicts on what was there before are void from then on.',
  })
  submitEvidence(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The statement `evidence`.' }) input: VettingStatementInput,
  ): Promise<typeof VettingStatementResult> {
    return this.evidence.submit(caller, input);
  }

  /** The organisation of an active application. */
  @Mutation(() => VettingStatementResult, {
    description: 'Begins the yearly attestation: a round of evidence that two verifiers look at again.',
  })
  attestVetting(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The statement `attest`.' }) input: VettingStatementInput,
  ): Promise<typeof VettingStatementResult> {
    return this.attestation.attest(caller, input);
  }

  /** The applicant, at any time. */
  @Mutation(() => VettingStatementResult, {
    description: 'Ends an application, and the membership that came of it, for good.',
  })
  endVetting(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The statement `end`.' }) input: VettingStatementInput,
  ): Promise<typeof VettingStatementResult> {
    return this.ending.endByApplicant(caller, input);
  }

  /** The applicant, with a question signed now. */
  @Query(() => ApplicationStatus, {
    nullable: true,
    description:
      'Where an application stands; null when there is none, or the question is not signed by its applicant.',
  })
  applicationStatus(
    @CurrentCaller() caller: Caller,
    @Args('record', { type: () => Bytes, description: 'The statement `status` (docs/reference/vetting.md).' })
    record: Uint8Array,
  ): Promise<ApplicationStatus | null> {
    return this.asking.status(caller, record);
  }
}

import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { VETTING_STAGES, type VettingStage } from '@sealbridge/vocabulary';

import { Bytes } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, RateLimited, Refused } from '../../platform/graphql/user-error.js';

import { ApplicationHead, StewardInterest } from './application.types.js';
import { ApplicationStatus } from './status.types.js';

/** Input of every statement of an applicant: its signatures are the authority, and the same bytes are the same statement. */
@InputType({ description: 'A statement of an applicant, signed (docs/reference/vetting.md).' })
export class VettingStatementInput {
  @Field(() => ID, { description: 'Given back; the same record twice is one statement, whatever stands here.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'Statement and signatures (docs/reference/vetting.md).' })
  readonly record!: Uint8Array;
}

/** Where the application stands after a statement of its applicant. */
@ObjectType({ description: 'The statement is kept, and where the application stands with it.' })
export class VettingStatementPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ApplicationStatus, { description: 'Where the application stands.' })
  readonly application!: ApplicationStatus;
}

/** What every mutation of an applicant answers. */
export const VettingStatementResult = createUnionType({
  name: 'VettingStatementResult',
  description: 'Where the application stands, or why the statement was not taken.',
  types: () => [VettingStatementPayload, Refused, Invalid, Conflict, RateLimited] as const,
});

/** The admission that goes with an approval. */
@InputType({ description: 'The ORG_ADMIT event of the organisation, signed by the verifier.' })
export class AdmissionInput {
  @Field(() => Bytes, { description: 'Leaf of the event; the second verifier signs the one of the first.' })
  readonly leaf!: Uint8Array;

  @Field(() => Bytes, { description: 'Body of the event.' })
  readonly body!: Uint8Array;

  @Field(() => Bytes, { description: "Signature of the leaf by the verifier's device." })
  readonly signature!: Uint8Array;
}

/** Input of `submitVerdict`. */
@InputType({ description: 'A verdict of a steward, signed by the device of the session.' })
export class SubmitVerdictInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'Verdict and signature (docs/reference/vetting.md).' })
  readonly record!: Uint8Array;

  @Field(() => AdmissionInput, {
    nullable: true,
    description:
      'The admission, with an approval of the provisional stage of an organisation; null with every other verdict.',
  })
  readonly admission?: AdmissionInput | null;
}

/** Input of `admitApplication`. */
@InputType({ description: 'Moves an application on that both verifiers approved.' })
export class AdmitApplicationInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the application.' })
  readonly application!: string;

  @Field(() => String, { description: `The stage that was approved: ${VETTING_STAGES.join(', ')}.` })
  readonly stage!: VettingStage;
}

/** The application after an act of a steward. */
@ObjectType({ description: 'The application as it stands now.' })
export class VettingDecisionPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ApplicationHead, { description: 'The application.' })
  readonly application!: ApplicationHead;
}

/** What `submitVerdict` and `admitApplication` answer. */
export const VettingDecisionResult = createUnionType({
  name: 'VettingDecisionResult',
  description: 'The application, or why nothing was decided.',
  types: () => [VettingDecisionPayload, Refused, Invalid, Conflict] as const,
});

/** Input of `declareInterest`. */
@InputType({ description: "A steward's interest in an organisation or applicant." })
export class DeclareInterestInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => String, { description: 'Handle of the organisation or applicant.' })
  readonly handle!: string;

  @Field(() => String, { description: 'Code of the relation (conflictRelation of the vocabulary).' })
  readonly relation!: string;
}

/** The interest as declared. */
@ObjectType({
  description: 'The interest is declared; from now on the steward decides nothing about the organisation.',
})
export class DeclareInterestPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => StewardInterest, { description: 'The interest.' })
  readonly interest!: StewardInterest;
}

/** What `declareInterest` answers. */
export const DeclareInterestResult = createUnionType({
  name: 'DeclareInterestResult',
  description: 'The interest, or why it was not taken.',
  types: () => [DeclareInterestPayload, Refused, Invalid, Conflict] as const,
});

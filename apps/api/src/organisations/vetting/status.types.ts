import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../../platform/graphql/scalars.js';

/** One item of evidence as its applicant sees it. */
@ObjectType({ description: 'One item of evidence as the applicant sees it: never who decided.' })
export class EvidenceStatus {
  @Field(() => String, { description: 'Code of the kind of evidence (vettingEvidence of the vocabulary).' })
  readonly kind!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The stage that asks for it, provisional or active; null for one nobody asked for.',
  })
  readonly requiredFor!: string | null;

  @Field(() => String, { description: 'missing, submitted, accepted or returned.' })
  readonly state!: string;

  @Field(() => String, { nullable: true, description: 'Why it was returned (returnReason of the vocabulary).' })
  readonly reason!: string | null;

  @Field(() => Instant, { nullable: true, description: 'When it was submitted last; null while it is missing.' })
  readonly submittedAt!: Date | null;
}

/** An application as its applicant sees it. */
@ObjectType({ description: 'Where an application stands, for whoever signed it.' })
export class ApplicationStatus {
  @Field(() => ID, { description: 'Id of the application.' })
  readonly id!: string;

  @Field(() => String, { description: 'organisation, unit or liaison.' })
  readonly kind!: string;

  @Field(() => ID, { description: 'Id of the organisation.' })
  readonly organisation!: string;

  @Field(() => String, { description: 'applied, evidence, provisional, active, suspended or ended.' })
  readonly state!: string;

  @Field(() => Int, { description: 'Round of evidence: 1 for the admission, one more each year.' })
  readonly round!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The stage that waits for the verifiers: provisional, active or attest; null when none does.',
  })
  readonly waitsFor!: string | null;

  @Field(() => [EvidenceStatus], { description: 'Every item that is asked for or was submitted in this round.' })
  readonly evidence!: EvidenceStatus[];

  @Field(() => Instant, { nullable: true, description: 'Until when the vetting holds; null while there is none.' })
  readonly attestedUntil!: Date | null;

  @Field(() => Bytes, {
    nullable: true,
    description:
      'The ORG_ADMIT event record of an admitted organisation, with which its chain begins (docs/reference/directory.md).',
  })
  readonly admission!: Uint8Array | null;
}

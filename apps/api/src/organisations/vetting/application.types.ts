import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { PageInfo } from '../../platform/graphql/page.types.js';

/** What one verifier found of an item of evidence. */
@ObjectType({ description: 'What one verifier found of an item of evidence, as it was submitted last.' })
export class EvidenceFinding {
  @Field(() => ID, { description: 'Member id of the steward.' })
  readonly member!: string;

  @Field(() => String, { description: 'Seat of the steward: ngo or public.' })
  readonly seat!: string;

  @Field(() => String, { description: 'accepted or returned.' })
  readonly finding!: string;

  @Field(() => String, { nullable: true, description: 'Why it was returned; null when it was accepted.' })
  readonly reason!: string | null;

  @Field(() => Instant, { description: 'When.' })
  readonly at!: Date;
}

/** One item of evidence as stewards see it. */
@ObjectType({ description: 'One item of evidence: asked for, submitted, decided by whom.' })
export class VettingEvidenceItem {
  @Field(() => String, { description: 'Code of the kind of evidence (vettingEvidence of the vocabulary).' })
  readonly kind!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The stage that asks for it, provisional or active; null for one nobody asked for.',
  })
  readonly requiredFor!: string | null;

  @Field(() => String, { description: 'missing, submitted, accepted (by both verifiers) or returned.' })
  readonly state!: string;

  @Field(() => String, { nullable: true, description: 'Why it was returned; null otherwise.' })
  readonly reason!: string | null;

  @Field(() => Instant, { nullable: true, description: 'When it was submitted last; null while it is missing.' })
  readonly submittedAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether there is a note, sealed to the stewards.' })
  readonly note!: boolean;

  @Field(() => Bytes, {
    nullable: true,
    description: 'SHA-256 of the document, which the applicant gives to the verifiers; null without one.',
  })
  readonly documentSha256!: Uint8Array | null;

  @Field(() => [EvidenceFinding], { description: 'What each verifier found. For stewards and auditors.' })
  readonly findings!: EvidenceFinding[];
}

/** A verdict of a steward. */
@ObjectType({ description: 'A verdict of one verifier on an application.' })
export class VettingVerdict {
  @Field(() => ID, { description: 'Member id of the steward.' })
  readonly member!: string;

  @Field(() => String, { description: 'Seat of the steward: ngo or public.' })
  readonly seat!: string;

  @Field(() => String, { description: 'What it is about: provisional, active, attest or end.' })
  readonly stage!: string;

  @Field(() => String, { description: 'approve, return or recuse.' })
  readonly verdict!: string;

  @Field(() => String, { nullable: true, description: 'The interest for which the steward recused; null without one.' })
  readonly conflict!: string | null;

  @Field(() => Boolean, { description: 'Whether it counts: the newest of the steward, on the evidence as it is now.' })
  readonly counts!: boolean;

  @Field(() => Instant, { description: 'When.' })
  readonly at!: Date;
}

/** An interest of a steward in an organisation. */
@ObjectType({ description: 'An interest that a steward declared in an organisation.' })
export class StewardInterest {
  @Field(() => ID, { description: 'Member id of the steward.' })
  readonly member!: string;

  @Field(() => String, { description: 'Handle of the organisation or applicant.' })
  readonly handle!: string;

  @Field(() => String, { description: 'Code of the relation (conflictRelation of the vocabulary).' })
  readonly relation!: string;

  @Field(() => Instant, { description: 'When it was declared.' })
  readonly declaredAt!: Date;
}

/** The admission of an organisation, while its verifiers sign it. */
@ObjectType({ description: 'The ORG_ADMIT event that both verifiers sign, and the signatures it has.' })
export class PendingAdmission {
  @Field(() => Bytes, { description: 'Leaf of the event (docs/reference/directory.md).' })
  readonly leaf!: Uint8Array;

  @Field(() => Bytes, { description: 'Body of the event.' })
  readonly body!: Uint8Array;

  @Field(() => [AdmissionSignature], { description: 'The signatures of the verifiers whose approval counts.' })
  readonly signatures!: AdmissionSignature[];
}

/** A verifier's signature of an admission. */
@ObjectType({ description: "A verifier's signature of an admission." })
export class AdmissionSignature {
  @Field(() => ID, { description: 'Device of the steward.' })
  readonly device!: string;

  @Field(() => Bytes, { description: 'Signature of the leaf.' })
  readonly signature!: Uint8Array;
}

/** The head of an application in a list. */
@ObjectType({ description: 'An application for admission, without its evidence.' })
export class ApplicationHead {
  @Field(() => ID, { description: 'Id of the application.' })
  readonly id!: string;

  @Field(() => String, { description: 'organisation, unit or liaison.' })
  readonly kind!: string;

  @Field(() => String, { description: 'Which evidence is asked for: ngo, police_unit, oversight, unit or liaison.' })
  readonly profile!: string;

  @Field(() => String, { description: 'applied, evidence, provisional, active, suspended or ended.' })
  readonly state!: string;

  @Field(() => ID, { description: 'Id of the organisation, or the one it asks for.' })
  readonly organisation!: string;

  @Field(() => ID, { description: 'Id of the organisation, unit or member it is about.' })
  readonly subject!: string;

  @Field(() => String, { description: 'Handle asked for; of a liaison the handle of the organisation.' })
  readonly handle!: string;

  @Field(() => String, { nullable: true, description: 'Name of the organisation; null for a unit or a liaison.' })
  readonly name!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Country code of the organisation; null for a unit or a liaison.',
  })
  readonly country!: string | null;

  @Field(() => Int, { description: 'Round of evidence: 1 for the admission, one more each year.' })
  readonly round!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The stage that waits for verdicts: provisional, active or attest; null when none does.',
  })
  readonly waitsFor!: string | null;

  @Field(() => Instant, { nullable: true, description: 'Until when the vetting holds; null while there is none.' })
  readonly attestedUntil!: Date | null;

  @Field(() => Instant, { description: 'When it was made.' })
  readonly madeAt!: Date;
}

/** An application with everything a verifier needs. */
@ObjectType({
  description:
    'An application with its evidence. Verdicts, interests, look-alikes and the pending admission are for stewards and auditors.',
})
export class Application extends ApplicationHead {
  @Field(() => [VettingEvidenceItem], { description: 'Every item that is asked for or was submitted in this round.' })
  readonly evidence!: VettingEvidenceItem[];

  @Field(() => Bytes, { description: 'Hash over all evidence statements of the round, which a verdict names.' })
  readonly evidenceSet!: Uint8Array;

  @Field(() => [String], {
    description: 'Kinds of evidence that the waiting stage still misses or that were returned.',
  })
  readonly missing!: string[];

  @Field(() => [String], { description: 'Seats whose approval the waiting stage still needs.' })
  readonly seatsWaiting!: string[];

  @Field(() => [VettingVerdict], { description: 'The verdicts of this round, oldest first.' })
  readonly verdicts!: VettingVerdict[];

  @Field(() => [StewardInterest], { description: 'Interests that stewards declared in the organisation.' })
  readonly interests!: StewardInterest[];

  @Field(() => Boolean, { description: 'Whether the steward who asks has an interest and must not decide.' })
  readonly conflicted!: boolean;

  @Field(() => [String], { description: 'Handles whose name or handle can be taken for this one (Unicode TR39).' })
  readonly confusableWith!: string[];

  @Field(() => PendingAdmission, {
    nullable: true,
    description: 'The admission while its verifiers sign it; null before the first approval and after it is published.',
  })
  readonly admission!: PendingAdmission | null;

  @Field(() => [Bytes], {
    description: 'All statements as they were signed, oldest first (docs/reference/vetting.md).',
  })
  readonly statements!: Uint8Array[];
}

/** An application of a list. */
@ObjectType({ description: 'An application with its cursor.' })
export class ApplicationEdge {
  @Field(() => String, { description: 'Opaque cursor of this application.' })
  readonly cursor!: string;

  @Field(() => ApplicationHead, { description: 'The application.' })
  readonly node!: ApplicationHead;
}

/** A page of applications. */
@ObjectType({ description: 'Applications, newest first.' })
export class ApplicationConnection {
  @Field(() => [ApplicationEdge], { description: 'The applications of this page.' })
  readonly edges!: ApplicationEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** An interest of a list. */
@ObjectType({ description: 'An interest with its cursor.' })
export class InterestEdge {
  @Field(() => String, { description: 'Opaque cursor of this interest.' })
  readonly cursor!: string;

  @Field(() => StewardInterest, { description: 'The interest.' })
  readonly node!: StewardInterest;
}

/** A page of interests. */
@ObjectType({ description: "A steward's own interests, by handle." })
export class InterestConnection {
  @Field(() => [InterestEdge], { description: 'The interests of this page.' })
  readonly edges!: InterestEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

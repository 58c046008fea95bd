import { createUnionType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../../platform/graphql/page.types.js';
import { Refused } from '../../platform/graphql/user-error.js';

/** The highest marking a reader could open for one purpose. */
@ObjectType({ description: 'The highest marking somebody could open for a purpose, before and after.' })
export class PurposeReach {
  @Field(() => String, { description: 'The purpose (vocabulary: PURPOSES).' })
  readonly purpose!: string;

  @Field(() => String, { nullable: true, description: 'Highest marking (TLP) before; null for none.' })
  readonly before!: string | null;

  @Field(() => String, { nullable: true, description: 'Highest marking (TLP) after; null for none.' })
  readonly after!: string | null;
}

/** A person whose reach would change. */
@ObjectType({ description: 'A reader of one of the parties whose reach over reports sent from then on would change.' })
export class ReaderReach {
  @Field(() => ID, { description: 'The organisation.' })
  readonly organisation!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The member (role handle); null for people of the other party while no agreement shows its members.',
  })
  readonly member!: string | null;

  @Field(() => [String], { description: 'Handles of the units; empty when the member is not shown.' })
  readonly units!: string[];

  @Field(() => String, { description: 'Country of the member.' })
  readonly country!: string;

  @Field(() => [PurposeReach], { description: 'The purposes of which something changes.' })
  readonly purposes!: PurposeReach[];
}

/** A reader in a list. */
@ObjectType({ description: 'A reader with its cursor.' })
export class ReaderReachEdge {
  @Field(() => String, { description: 'Opaque cursor of this reader.' })
  readonly cursor!: string;

  @Field(() => ReaderReach, { description: 'The reader.' })
  readonly node!: ReaderReach;
}

/** A page of readers. */
@ObjectType({ description: 'A page of readers whose reach would change.' })
export class ReaderReachConnection {
  @Field(() => [ReaderReachEdge], { description: 'The readers of this page.' })
  readonly edges!: ReaderReachEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;

  @Field(() => Int, { description: 'Readers whose reach grows for some purpose.' })
  readonly gaining!: number;

  @Field(() => Int, { description: 'Readers whose reach shrinks for some purpose.' })
  readonly losing!: number;
}

/** What becomes of reports sealed to one unit. A null count is fewer than five, possibly none. */
@ObjectType({
  description:
    'What becomes of reports sent earlier from one organisation to one unit. Counts are exact for the originator; for others null says fewer than 5, possibly none.',
})
export class SealedReach {
  @Field(() => ID, { description: 'The organisation that sent them.' })
  readonly origin!: string;

  @Field(() => String, { description: 'Handle of the unit they are sealed to.' })
  readonly unit!: string;

  @Field(() => Int, { nullable: true, description: 'Reports that nobody there could open any more.' })
  readonly closed!: number | null;

  @Field(() => Int, { nullable: true, description: 'Reports that fewer people could open, or for fewer purposes.' })
  readonly narrowed!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Reports that more people could open, within the version they were sent under.',
  })
  readonly widened!: number | null;
}

/** A span of time. */
@ObjectType({ description: 'A span of time in UNIX seconds, the end not included.' })
export class DateSpan {
  @Field(() => Float, { description: 'From, UNIX seconds.' })
  readonly from!: number;

  @Field(() => Float, { description: 'Until, UNIX seconds.' })
  readonly to!: number;
}

/** What would change if a proposal was signed. */
@ObjectType({ description: 'What would change if the proposal was signed now, as policy itself decides it.' })
export class AgreementPreview {
  @Field(() => ID, { description: 'Id of the proposal.' })
  readonly proposal!: string;

  @Field(() => Float, {
    description: 'The moment the two are compared at, UNIX seconds: now, or the start when it lies ahead.',
  })
  readonly at!: number;

  @Field(() => DateSpan, { nullable: true, description: 'Time without any version in force; null for none.' })
  readonly gap!: DateSpan | null;

  @Field(() => DateSpan, {
    nullable: true,
    description: 'Time that the version before would have covered too; null for none.',
  })
  readonly overlap!: DateSpan | null;

  @Field(() => [String], { description: "Circles whose pattern cards the caller's organisation would begin to share." })
  readonly circlesGained!: string[];

  @Field(() => [String], { description: "Circles whose pattern cards the caller's organisation would cease to share." })
  readonly circlesLost!: string[];

  @Field(() => [SealedReach], { description: 'What becomes of reports sent earlier; what stays the same is left out.' })
  readonly sealed!: SealedReach[];

  @Field(() => ReaderReachConnection, {
    description: 'Readers whose reach over reports sent from then on would change.',
  })
  readonly readers!: ReaderReachConnection;
}

/** What `agreementPreview` answers. */
export const AgreementPreviewResult = createUnionType({
  name: 'AgreementPreviewResult',
  description: 'What would change, or that there is no such open proposal for the caller.',
  types: () => [AgreementPreview, Refused] as const,
});

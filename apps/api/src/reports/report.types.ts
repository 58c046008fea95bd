import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../platform/graphql/scalars.js';

import { PageInfo } from '../platform/graphql/page.types.js';

/** A report as the server knows it: L0, never content. */
@ObjectType({ description: 'A report as the server knows it; nothing of its content.' })
export class Report {
  @Field(() => ID, { description: 'Id of the report.' })
  readonly id!: string;

  @Field(() => Int, { description: 'Newest version.' })
  readonly version!: number;

  @Field(() => String, { description: 'ACTIVE or WITHDRAWN.' })
  readonly state!: string;

  @Field(() => String, { nullable: true, description: 'Handle of the originating organisation; null when masked.' })
  readonly originHandle!: string | null;

  @Field(() => String, { nullable: true, description: 'Handle of the originating unit; null when masked.' })
  readonly originUnitHandle!: string | null;

  @Field(() => String, { description: 'TLP 2.0 marking.' })
  readonly tlp!: string;

  @Field(() => String, { nullable: true, description: 'Permissible action (PAP); null when masked.' })
  readonly handling!: string | null;

  @Field(() => String, { nullable: true, description: 'Urgency (vocabulary: URGENCIES); null when masked.' })
  readonly urgency!: string | null;

  @Field(() => String, { nullable: true, description: 'circle or recipients; null when masked.' })
  readonly discovery!: string | null;

  @Field(() => [String], { nullable: true, description: 'Purposes the originator allows; null when masked.' })
  readonly purposes!: string[] | null;

  @Field(() => Int, { description: 'UNIX hour of sealing.' })
  readonly hour!: number;

  @Field(() => Int, { nullable: true, description: 'UNIX hour in which opening ends; null when masked.' })
  readonly openUntil!: number | null;

  @Field(() => Int, { nullable: true, description: 'Number of attachments; null when masked.' })
  readonly attachments!: number | null;

  @Field(() => Int, { nullable: true, description: 'Bytes of ciphertext, padded; null when masked.' })
  readonly sealedBytes!: number | null;

  @Field(() => [String], {
    description:
      'Names of the fields above that are not shown to the caller: in an inbox because the marking is above their clearance, of an own report because they do not share reports.',
  })
  readonly masked!: string[];
}

/** A report in a list. */
@ObjectType({ description: 'A report in a list.' })
export class InboxEdge {
  @Field(() => String, { description: 'Opaque cursor of this entry.' })
  readonly cursor!: string;

  @Field(() => Report, { description: 'The report.' })
  readonly node!: Report;

  @Field(() => Boolean, { description: "Whether somebody of the caller's unit has opened it." })
  readonly opened!: boolean;
}

/** A page of the inbox. */
@ObjectType({ description: "Reports addressed to the caller's units, newest first." })
export class InboxConnection {
  @Field(() => [InboxEdge], { description: 'The entries of this page.' })
  readonly edges!: InboxEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** One opening of a report, or one refusal, for its originator. */
@ObjectType({ description: 'One opening of a report, or one refusal to open it.' })
export class LedgerEntry {
  @Field(() => ID, { description: 'Id of the event.' })
  readonly eventId!: string;

  @Field(() => Instant, { description: 'When.' })
  readonly at!: Date;

  @Field(() => String, { description: 'ALLOW, DENY or ERROR.' })
  readonly decision!: string;

  @Field(() => [String], { description: 'Reason codes of a refusal.' })
  readonly reasons!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'Declared purpose; null when the attempt ended before one was declared.',
  })
  readonly purpose!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Legal basis that the reader named and signed; null where none was named.',
  })
  readonly legalBasis!: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Prohibited uses that the reader signed not to make; null when nothing was signed about them.',
  })
  readonly acceptedUses!: string[] | null;

  @Field(() => String, { nullable: true, description: 'Handle of the organisation that asked.' })
  readonly organisationHandle!: string | null;

  @Field(() => String, { nullable: true, description: 'Handle of the unit that asked.' })
  readonly unitHandle!: string | null;

  @Field(() => ID, { nullable: true, description: 'Role handle of the member who asked, as in the directory.' })
  readonly member!: string | null;

  @Field(() => Int, { description: 'Index of the entry on the log.' })
  readonly index!: number;

  @Field(() => Bytes, { description: 'RFC 6962 leaf hash of the entry.' })
  readonly leafHash!: Uint8Array;

  @Field(() => Bytes, { nullable: true, description: 'The grant set the reader had, as the reader signed it.' })
  readonly grantSetHash!: Uint8Array | null;

  @Field(() => Bytes, {
    nullable: true,
    description: 'The open request, as the device signed it; null when none was made.',
  })
  readonly request!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'Signature of the device over the request; null without one.' })
  readonly requestSignature!: Uint8Array | null;
}

/** An entry of the ledger in a list. */
@ObjectType({ description: 'An entry of the ledger with its cursor.' })
export class LedgerEdge {
  @Field(() => String, { description: 'Opaque cursor of this entry.' })
  readonly cursor!: string;

  @Field(() => LedgerEntry, { description: 'The entry.' })
  readonly node!: LedgerEntry;
}

/** A page of the ledger. */
@ObjectType({ description: 'Openings and refusals of one report, newest first.' })
export class LedgerConnection {
  @Field(() => [LedgerEdge], { description: 'The entries of this page.' })
  readonly edges!: LedgerEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

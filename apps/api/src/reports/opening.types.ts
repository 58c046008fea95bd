import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused } from '../platform/graphql/user-error.js';

import { EventReceipt } from './event-receipt.types.js';

/** One thing the report can be opened for. */
@ObjectType({ description: 'A purpose for which the report can be opened, with the legal bases that fit it.' })
export class OfferedUse {
  @Field(() => String, { description: 'Purpose that grant, agreement and unit allow.' })
  readonly purpose!: string;

  @Field(() => [String], { description: 'Legal bases that fit it; empty where the reader needs none.' })
  readonly legalBases!: string[];
}

/** What a reader needs for a signed open request. It releases nothing. */
@ObjectType({ description: 'What a reader needs to sign an open request; it releases nothing.' })
export class OpeningOffer {
  @Field(() => Bytes, { description: '16 bytes, good for one request of this device for this report.' })
  readonly nonce!: Uint8Array;

  @Field(() => Instant, { description: 'When the nonce ends.' })
  readonly expiresAt!: Date;

  @Field(() => ID, { description: 'Id of the report.' })
  readonly reportId!: string;

  @Field(() => Int, { description: 'Newest version.' })
  readonly version!: number;

  @Field(() => Bytes, { description: 'report_hash of that version.' })
  readonly reportHash!: Uint8Array;

  @Field(() => ID, { description: "Id of the grant for the caller's unit." })
  readonly grantId!: string;

  @Field(() => ID, { description: "The caller's unit the grant is for." })
  readonly unit!: string;

  @Field(() => Int, { description: 'Epoch of the unit key the grant is for.' })
  readonly epoch!: number;

  @Field(() => Bytes, { description: 'grantset_hash of the newest grant set.' })
  readonly grantSetHash!: Uint8Array;

  @Field(() => Int, { description: 'seq of the newest grant set.' })
  readonly grantSetSeq!: number;

  @Field(() => [String], { description: 'Purposes the grant allows.' })
  readonly purposes!: string[];

  @Field(() => [String], {
    description:
      'Uses that the agreement rules out, as sealed under or as it is now: to be accepted in the signed request.',
  })
  readonly prohibited!: string[];

  @Field(() => [OfferedUse], { description: "What grant, agreement and the caller's unit allow it to be opened for." })
  readonly uses!: OfferedUse[];

  @Field(() => String, { description: 'TLP 2.0 marking.' })
  readonly tlp!: string;

  @Field(() => String, { description: 'Permissible action (PAP).' })
  readonly handling!: string;

  @Field(() => Int, { description: 'UNIX hour in which opening ends for this grant.' })
  readonly notAfter!: number;

  @Field(() => Bytes, { description: 'FRAME bytes, to be checked before anything is signed.' })
  readonly frame!: Uint8Array;

  @Field(() => Bytes, { description: 'POLICY bytes.' })
  readonly policy!: Uint8Array;

  @Field(() => Bytes, { description: 'GRANTSET FRAME bytes of the newest grant set.' })
  readonly grantSet!: Uint8Array;

  @Field(() => Bytes, { description: 'Signed note of the checkpoint the originator relied on.' })
  readonly checkpointNote!: Uint8Array;
}

/** What a reader wrote, with the salt of its commitment. */
@InputType({ description: 'A text and the salt of the commitment to it that stands in the signed request.' })
export class CommittedText {
  @Field(() => String, { description: 'The text.' })
  readonly text!: string;

  @Field(() => Bytes, { description: 'Salt of the commitment, 16 bytes.' })
  readonly salt!: Uint8Array;
}

/** Input of `openReport`. */
@InputType({ description: 'A signed open request with the texts it commits to.' })
export class OpenReportInput {
  @Field(() => ID, { description: 'Echoed in the payload; a repeated request is evaluated and logged again.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'OPEN REQUEST bytes (docs/reference/envelope.md).' })
  readonly request!: Uint8Array;

  @Field(() => Bytes, { description: 'The device\'s signature over PAE("sr1.open", request).' })
  readonly signature!: Uint8Array;

  @Field(() => CommittedText, { description: 'Case reference, at most 256 bytes.' })
  readonly caseRef!: CommittedText;

  @Field(() => CommittedText, { description: 'Why the report has to be opened, at most 4,096 bytes.' })
  readonly justification!: CommittedText;
}

/** The grant is released; it stands on the log that it was. */
@ObjectType({ description: 'The released grant with everything the reader checks it against.' })
export class OpenReportPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the report.' })
  readonly reportId!: string;

  @Field(() => Int, { description: 'Version that is opened.' })
  readonly version!: number;

  @Field(() => Bytes, { description: 'FRAME bytes.' })
  readonly frame!: Uint8Array;

  @Field(() => Bytes, { description: 'POLICY bytes.' })
  readonly policy!: Uint8Array;

  @Field(() => Bytes, { description: 'GRANTSET FRAME bytes of the newest grant set.' })
  readonly grantSet!: Uint8Array;

  @Field(() => Bytes, { description: 'GRANT bytes.' })
  readonly grant!: Uint8Array;

  @Field(() => Bytes, { nullable: true, description: 'Salt of the card in clear; null for discovery `recipients`.' })
  readonly cardSalt!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'The card in clear; null for discovery `recipients`.' })
  readonly card!: Uint8Array | null;

  @Field(() => Bytes, { description: 'Signed note of the checkpoint the originator relied on.' })
  readonly checkpointNote!: Uint8Array;

  @Field(() => EventReceipt, { description: 'The promise that this opening will be on the log.' })
  readonly event!: EventReceipt;
}

/** What `openReport` answers. */
export const OpenReportResult = createUnionType({
  name: 'OpenReportResult',
  description: 'The released grant, or why it was not released.',
  types: () => [OpenReportPayload, Refused, Invalid, Conflict] as const,
});

/** What `openingOffer` answers. */
export const OpeningOfferResult = createUnionType({
  name: 'OpeningOfferResult',
  description: 'The offer, or why there is none.',
  types: () => [OpeningOffer, Refused] as const,
});

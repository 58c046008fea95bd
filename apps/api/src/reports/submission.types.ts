import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Bytes } from '../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused, StaleEpoch } from '../platform/graphql/user-error.js';

import { EventReceipt } from './event-receipt.types.js';

/** A pattern card in clear, for discovery `circle`. */
@InputType({ description: 'The pattern card in clear with the salt of its hash; only for discovery `circle`.' })
export class CardInput {
  @Field(() => Bytes, { description: 'Salt of facets_hash, 32 bytes.' })
  readonly salt!: Uint8Array;

  @Field(() => Bytes, { description: 'The stored card as deterministic CBOR.' })
  readonly card!: Uint8Array;
}

/** Input of `submitReport`. The ciphertext was uploaded before. */
@InputType({
  description: 'A sealed report (docs/reference/envelope.md); its ciphertext was uploaded to /blobs before.',
})
export class SubmitReportInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'FRAME bytes.' })
  readonly frame!: Uint8Array;

  @Field(() => Bytes, { description: 'POLICY bytes.' })
  readonly policy!: Uint8Array;

  @Field(() => CardInput, { nullable: true, description: 'The card for discovery `circle`, absent for `recipients`.' })
  readonly card?: CardInput | null;

  @Field(() => [Bytes], { description: "GRANT bytes: one for each recipient unit and one for the originator's own." })
  readonly grants!: Uint8Array[];

  @Field(() => Bytes, { description: 'GRANTSET FRAME bytes.' })
  readonly grantSet!: Uint8Array;

  @Field(() => Bytes, { description: 'The signed note of the checkpoint that was relied on.' })
  readonly checkpointNote!: Uint8Array;
}

/** The report is stored and addressed. */
@ObjectType({ description: 'The report is stored and can be opened by the units it names.' })
export class SubmitReportPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the report.' })
  readonly reportId!: string;

  @Field(() => Int, { description: 'Version of the report.' })
  readonly version!: number;

  @Field(() => Bytes, { description: 'report_hash.' })
  readonly reportHash!: Uint8Array;

  @Field(() => EventReceipt, { description: 'The promise that this submission will be on the log.' })
  readonly event!: EventReceipt;
}

/** What `submitReport` answers. */
export const SubmitReportResult = createUnionType({
  name: 'SubmitReportResult',
  description: 'The stored report, or why nothing was stored.',
  types: () => [SubmitReportPayload, Refused, Invalid, StaleEpoch, Conflict] as const,
});

import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Bytes } from '../platform/graphql/scalars.js';

/** The signed promise that an event will be on the log. */
@ObjectType({ description: 'The signed promise that an event will be on the log (docs/reference/audit-log.md).' })
export class EventReceipt {
  @Field(() => ID, { description: 'Id of the event.' })
  readonly eventId!: string;

  @Field(() => Bytes, { description: 'RFC 6962 leaf hash of the entry.' })
  readonly leafHash!: Uint8Array;

  @Field(() => Bytes, { description: 'Payload of the entry: the caller checks that it is about this act.' })
  readonly payload!: Uint8Array;

  @Field(() => Bytes, { description: 'Salt of the entry.' })
  readonly salt!: Uint8Array;

  @Field(() => Bytes, { description: 'The receipt, signed by the node.' })
  readonly receipt!: Uint8Array;
}

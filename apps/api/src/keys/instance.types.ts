import { Field, ObjectType } from '@nestjs/graphql';

import { Bytes } from '../platform/graphql/scalars.js';

/** What a client has to know about the server before it signs in. Nothing in it is trusted for being here. */
@ObjectType({ description: 'What a client asks before signing in; it checks all of it against its own profile.' })
export class Instance {
  @Field(() => String, { description: 'Public origin of this server, which a session request names.' })
  readonly origin!: string;

  @Field(() => String, { description: 'Origin of the log, as it stands in the first line of every checkpoint.' })
  readonly logOrigin!: string;

  @Field(() => Bytes, { description: 'SHA-256 of the public key of the answering node.' })
  readonly nodeKeyId!: Uint8Array;

  @Field(() => Bytes, { description: "The node's certificate, signed by the log key (docs/reference/audit-log.md)." })
  readonly nodeCert!: Uint8Array;

  @Field(() => String, { description: 'The witness policy this server believes in; a client uses its own.' })
  readonly policyText!: string;

  @Field(() => Bytes, {
    nullable: true,
    description: 'The newest cosigned checkpoint as a signed note: the prompt one with a session, else the public one.',
  })
  readonly checkpoint!: Uint8Array | null;
}

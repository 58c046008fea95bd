import { Field, Int, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../platform/graphql/page.types.js';
import { Bytes, Instant } from '../platform/graphql/scalars.js';

/** A parameter and the choice that holds. */
@ObjectType({ description: 'A parameter of the policy and the choice that holds.' })
export class PolicyParameter {
  @Field(() => String, { description: 'Name of the parameter.' })
  readonly name!: string;

  @Field(() => String, { description: 'Name of the choice, out of its closed list.' })
  readonly value!: string;
}

/** A record by which two stewards put a policy in force. */
@ObjectType({ description: 'A record by which two stewards put a policy in force (docs/reference/policy-change.md).' })
export class PolicyRecord {
  @Field(() => Int, { description: 'Its number, from 0.' })
  readonly seq!: number;

  @Field(() => Bytes, { description: 'RULES RECORD: what was signed, and the signatures.' })
  readonly record!: Uint8Array;

  @Field(() => Bytes, { description: 'rules_hash, which its entry on the log holds.' })
  readonly rulesHash!: Uint8Array;

  @Field(() => Bytes, { description: 'Hash of the policy it put in force, as decisions name it.' })
  readonly policyHash!: Uint8Array;

  @Field(() => String, { description: 'That policy as canonical text: document and parameters.' })
  readonly text!: string;

  @Field(() => Instant, { description: 'When it was adopted here.' })
  readonly adoptedAt!: Date;
}

/** The policy that acts are decided by. */
@ObjectType({ description: 'The policy that acts are decided by at this moment.' })
export class Policy {
  @Field(() => String, { description: 'Canonical text: the document of this build, and the parameters.' })
  readonly text!: string;

  @Field(() => Bytes, { description: 'SHA-256 of the text, as decisions name it.' })
  readonly hash!: Uint8Array;

  @Field(() => [PolicyParameter], { description: 'The parameters, as in the text.' })
  readonly parameters!: PolicyParameter[];

  @Field(() => Boolean, {
    description: 'Whether the newest record names this document. If not, this server shows and takes no reports.',
  })
  readonly signed!: boolean;

  @Field(() => PolicyRecord, { nullable: true, description: 'The newest record; null before the first.' })
  readonly newest!: PolicyRecord | null;
}

/** A record in a list. */
@ObjectType({ description: 'A record with its cursor.' })
export class PolicyRecordEdge {
  @Field(() => String, { description: 'Opaque cursor of this record.' })
  readonly cursor!: string;

  @Field(() => PolicyRecord, { description: 'The record.' })
  readonly node!: PolicyRecord;
}

/** A page of records. */
@ObjectType({ description: 'A page of records about the policy, newest first.' })
export class PolicyRecordConnection {
  @Field(() => [PolicyRecordEdge], { description: 'The records of this page.' })
  readonly edges!: PolicyRecordEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

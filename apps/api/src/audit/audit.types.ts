import { ArgsType, createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { PageArgs, PageInfo } from '../platform/graphql/page.types.js';
import { Bytes, Instant } from '../platform/graphql/scalars.js';
import { Invalid, Refused } from '../platform/graphql/user-error.js';

/** Most lines of one page of an export. */
export const MAX_LINES = 1000;

/** Which audit entries. */
@ArgsType()
export class AuditEntriesArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only entries about this report.' })
  readonly report?: string | null;

  @Field(() => String, { nullable: true, description: 'Only entries from this moment on, ISO 8601 in UTC.' })
  readonly since?: string | null;
}

/** Who acted. */
@ObjectType({ description: 'Who acted, by the ids of the key directory.' })
export class AuditActorView {
  @Field(() => ID, { description: 'The organisation.' })
  readonly organisation!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Handle of the organisation; null when the caller may not know it.',
  })
  readonly organisationHandle!: string | null;

  @Field(() => ID, { nullable: true, description: 'The unit acted for, if one was named.' })
  readonly unit!: string | null;

  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;

  @Field(() => ID, { description: 'The device.' })
  readonly device!: string;
}

/** One entry of the audit log that the caller may see. */
@ObjectType({ description: 'One entry of the audit log that the caller may see (docs/reference/audit-log.md).' })
export class AuditEntry {
  @Field(() => Int, { description: 'Leaf index.' })
  readonly index!: number;

  @Field(() => ID, { description: 'Id of the event.' })
  readonly eventId!: string;

  @Field(() => Instant, { description: 'When, by the clock of the node.' })
  readonly at!: Date;

  @Field(() => AuditActorView, { nullable: true, description: 'Who; null for the node itself and before a session.' })
  readonly actor!: AuditActorView | null;

  @Field(() => String, { description: 'The action.' })
  readonly action!: string;

  @Field(() => String, { description: 'Its legal class.' })
  readonly legalClass!: string;

  @Field(() => String, { nullable: true, description: 'Type of what was acted on.' })
  readonly objectType!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of what was acted on.' })
  readonly objectId!: string | null;

  @Field(() => String, { nullable: true, description: 'Declared purpose.' })
  readonly purpose!: string | null;

  @Field(() => String, { nullable: true, description: 'Legal basis that a reader signed for an opening.' })
  readonly legalBasis!: string | null;

  @Field(() => String, { description: 'ALLOW, DENY or ERROR.' })
  readonly decision!: string;

  @Field(() => [String], { description: 'Rules that allowed it, or reasons of the refusal.' })
  readonly reasons!: string[];

  @Field(() => Bytes, { description: 'RFC 6962 leaf hash.' })
  readonly leafHash!: Uint8Array;

  @Field(() => Bytes, { description: 'The payload, CBOR.' })
  readonly payload!: Uint8Array;

  @Field(() => Bytes, { description: 'The salt of the entry.' })
  readonly salt!: Uint8Array;
}

/** An entry at its place in the list. */
@ObjectType({ description: 'An entry at its place in the list.' })
export class AuditEntryEdge {
  @Field(() => String, { description: 'Cursor of this entry.' })
  readonly cursor!: string;

  @Field(() => AuditEntry, { description: 'The entry.' })
  readonly node!: AuditEntry;
}

/** A page of audit entries, newest first. */
@ObjectType({ description: 'A page of audit entries, newest first.' })
export class AuditEntryConnection {
  @Field(() => [AuditEntryEdge], { description: 'The entries.' })
  readonly edges!: AuditEntryEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** Where an event stands in the log. */
@ObjectType({ description: 'Where an event stands in the log.' })
export class LogPosition {
  @Field(() => Int, { description: 'Leaf index.' })
  readonly index!: number;

  @Field(() => Bytes, { description: 'RFC 6962 leaf hash.' })
  readonly leafHash!: Uint8Array;
}

/** One line of an evidence bundle. */
@ObjectType({ description: 'One line of an evidence bundle; what the caller may not see is withheld.' })
export class AuditLine {
  @Field(() => Int, { description: 'Leaf index.' })
  readonly index!: number;

  @Field(() => String, { description: 'audit, dir, grantset, agreement, cover or withheld.' })
  readonly kind!: string;

  @Field(() => Bytes, { description: 'The entry.' })
  readonly entry!: Uint8Array;

  @Field(() => Bytes, { nullable: true, description: 'Payload of an audit entry.' })
  readonly payload!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'Salt of an audit entry or cover.' })
  readonly salt!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'Signature of the node over the payload.' })
  readonly nodeSig!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'The event record of a directory event, where it may be read.' })
  readonly record!: Uint8Array | null;
}

/** A page of lines. */
@ObjectType({ description: 'Lines of an evidence bundle, in order.' })
export class AuditLines {
  @Field(() => Int, { description: 'Size of the newest tree: lines exist below it.' })
  readonly size!: number;

  @Field(() => String, { nullable: true, description: 'Whose view this is, when it is not the whole log.' })
  readonly restrictedTo!: string | null;

  @Field(() => [Bytes], { description: 'Certificates of all nodes.' })
  readonly nodeCerts!: Uint8Array[];

  @Field(() => [AuditLine], { description: 'The lines.' })
  readonly lines!: AuditLine[];
}

/** A signed request to take an evidence bundle out. */
@InputType({ description: 'A signed request to take an evidence bundle out.' })
export class ExportAuditInput {
  @Field(() => String, { description: 'Returned as it is.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'EXPORT REQUEST (docs/reference/envelope.md).' })
  readonly request!: Uint8Array;

  @Field(() => Bytes, { description: 'Signature of the device over it, domain sr1.export.' })
  readonly signature!: Uint8Array;
}

/** The export stands in the log. */
@ObjectType({ description: 'The export stands in the log; its lines can be read by auditLines.' })
export class ExportAuditPayload {
  @Field(() => String, { description: 'As given.' })
  readonly clientMutationId!: string;

  @Field(() => Int, { description: 'Size of the log that may be exported.' })
  readonly size!: number;

  @Field(() => String, { nullable: true, description: 'Whose view the bundle is, when it is not the whole log.' })
  readonly restrictedTo!: string | null;

  @Field(() => ID, { description: 'Id of the event.' })
  readonly eventId!: string;

  @Field(() => Bytes, { description: 'RFC 6962 leaf hash of the entry.' })
  readonly leafHash!: Uint8Array;

  @Field(() => Bytes, { description: 'The receipt, signed by the node.' })
  readonly receipt!: Uint8Array;
}

/** How an export request ended. */
export const ExportAuditResult = createUnionType({
  name: 'ExportAuditResult',
  description: 'How an export request ended.',
  types: () => [ExportAuditPayload, Refused, Invalid] as const,
});

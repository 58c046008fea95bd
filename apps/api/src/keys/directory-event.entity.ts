import type { Id } from '@sealbridge/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One event of an organisation's chain, part by part, because not everybody gets every part. */
@Entity('directory_event')
export class DirectoryEventEntity {
  @PrimaryColumn('uuid', { name: 'org_id' })
  orgId!: Id;

  @PrimaryColumn('integer')
  seq!: number;

  @Column('bytea', { name: 'event_hash' })
  eventHash!: Uint8Array;

  @Column('text')
  type!: string;

  @Column('bytea')
  leaf!: Uint8Array;

  /** The signatures as CBOR. */
  @Column('bytea')
  signatures!: Uint8Array;

  @Column('bytea')
  body!: Uint8Array;

  /** For the own organisation alone. */
  @Column('bytea', { nullable: true })
  private!: Uint8Array | null;
}

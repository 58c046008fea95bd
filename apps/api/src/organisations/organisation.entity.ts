import type { Id, OrgKind } from '@sealbridge/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An organisation as its chain says; written only by the projection of directory events. */
@Entity('organisation')
export class OrganisationEntity {
  @PrimaryColumn('uuid')
  id!: Id;

  @Column('text')
  handle!: string;

  @Column('text')
  kind!: OrgKind;

  @Column('text')
  country!: string;

  @Column('text')
  name!: string;

  /** What the name looks like to a reader; never shown. */
  @Column('text', { name: 'name_skeleton', nullable: true })
  nameSkeleton!: string | null;

  @Column('bytea', { name: 'root_keys', array: true })
  rootKeys!: Uint8Array[];

  /** `seq` of the newest event of the chain. */
  @Column('integer', { name: 'head_seq' })
  headSeq!: number;

  /** `event_hash` of the newest event of the chain. */
  @Column('bytea', { name: 'head_hash' })
  headHash!: Uint8Array;

  /** How far vetting has come; suspension and lapse are columns of their own (docs/reference/standing.md). */
  @Column('text')
  state!: 'provisional' | 'active' | 'ended';
}

import type { Attribution, Id, ProhibitedUse, Purpose } from '@sealbridge/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** PostgreSQL's bigint comes as text; seconds fit a number. */
const SECONDS = { from: Number, to: (seconds: number) => seconds };

/** A version of an agreement: the signed bytes, and beside them what policy asks of them. */
@Entity('agreement')
export class AgreementEntity {
  @PrimaryColumn('uuid')
  id!: Id;

  @PrimaryColumn('integer')
  version!: number;

  @Column('bytea', { name: 'version_hash' })
  versionHash!: Uint8Array;

  @Column('uuid', { name: 'org_a' })
  orgA!: Id;

  @Column('uuid', { name: 'org_b' })
  orgB!: Id;

  @Column('text')
  circle!: string;

  @Column('text', { array: true })
  purposes!: Purpose[];

  @Column('text', { array: true })
  prohibited!: ProhibitedUse[];

  /** Rank of the highest marking covered. */
  @Column('smallint', { name: 'marking_ceiling' })
  markingCeiling!: number;

  /** Rank of the highest permissible action covered. */
  @Column('smallint', { name: 'handling_ceiling' })
  handlingCeiling!: number;

  @Column('text', { array: true })
  jurisdictions!: string[];

  /** Whether each party may be shown the names of the other's readers. */
  @Column('text')
  attribution!: Attribution;

  @Column('integer', { name: 'retention_months' })
  retentionMonths!: number;

  /** UNIX seconds. */
  @Column('bigint', { name: 'starts_at', transformer: SECONDS })
  startsAt!: number;

  /** UNIX seconds; the agreement is live before it. */
  @Column('bigint', { name: 'ends_at', transformer: SECONDS })
  endsAt!: number;

  /** The newest version; the earlier ones stay as evidence. */
  @Column('boolean')
  newest!: boolean;

  @Column('bytea')
  body!: Uint8Array;

  /** The signatures as CBOR. */
  @Column('bytea')
  signatures!: Uint8Array;
}

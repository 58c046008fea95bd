import type { Id } from '@sealbridge/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A period of a unit's key. */
@Entity('unit_epoch')
export class UnitEpochEntity {
  @PrimaryColumn('uuid', { name: 'unit_id' })
  unitId!: Id;

  @PrimaryColumn('integer')
  epoch!: number;

  @Column('uuid', { name: 'org_id' })
  orgId!: Id;

  @Column('bytea', { name: 'kem_pk' })
  kemPk!: Uint8Array;

  @Column('bytea', { name: 'kem_pk_sha256' })
  kemPkSha256!: Uint8Array;

  @Column('text')
  reason!: string;

  @Column('text')
  history!: string;

  /** UNIX hour of its event. */
  @Column('integer')
  hour!: number;

  @Column('bytea', { name: 'event_hash' })
  eventHash!: Uint8Array;

  /** `closed` at once by compromise or removal; nothing may be sealed to it then, whatever the time. */
  @Column('text')
  state!: 'current' | 'previous' | 'closed';

  /** UNIX hour since which it is to be replaced; null while nothing but its age asks for that. */
  @Column('integer', { name: 'due_since', nullable: true })
  dueSince!: number | null;
}

/** The seed of an epoch, sealed to one device; served to that device alone. */
@Entity('lockbox')
export class LockboxEntity {
  @PrimaryColumn('uuid', { name: 'unit_id' })
  unitId!: Id;

  @PrimaryColumn('integer')
  epoch!: number;

  @PrimaryColumn('uuid', { name: 'device_id' })
  deviceId!: Id;

  @Column('bytea')
  sha256!: Uint8Array;

  @Column('uuid', { name: 'org_id' })
  orgId!: Id;

  /** The lockbox itself. */
  @Column('bytea')
  lockbox!: Uint8Array;
}

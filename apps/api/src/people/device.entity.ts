import type { Id } from '@sealbridge/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A device with its public keys; written only by the projection of directory events. */
@Entity('device')
export class DeviceEntity {
  @PrimaryColumn('uuid')
  id!: Id;

  @Column('uuid', { name: 'org_id' })
  orgId!: Id;

  @Column('uuid', { name: 'member_id' })
  memberId!: Id;

  /** Ed25519. */
  @Column('bytea', { name: 'sign_pk' })
  signPk!: Uint8Array;

  /** X-Wing. */
  @Column('bytea', { name: 'kem_pk' })
  kemPk!: Uint8Array;

  /** `event_hash` of its DEVICE_ADD. */
  @Column('bytea', { name: 'add_event_hash' })
  addEventHash!: Uint8Array;

  @Column('text')
  state!: 'active' | 'revoked';
}

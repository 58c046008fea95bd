import type { Id, Purpose } from '@sealbridge/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed-in device. The token itself is nowhere on the server. */
@Entity('session')
export class SessionEntity {
  @PrimaryColumn('uuid')
  id!: Id;

  /** SHA-256 of the bearer token. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Uint8Array;

  @Column('uuid', { name: 'org_id' })
  orgId!: Id;

  @Column('uuid', { name: 'member_id' })
  memberId!: Id;

  @Column('uuid', { name: 'device_id' })
  deviceId!: Id;

  @Column('text')
  method!: 'device_key' | 'passkey';

  @Column('text')
  transport!: 'bearer' | 'cookie';

  /** When the person was last verified at the device; null when the key alone signed in. */
  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;

  /** The purpose for which that verification counts for reading; null until the first opening after it. */
  @Column('text', { name: 'verified_for', nullable: true })
  verifiedFor!: Purpose | null;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

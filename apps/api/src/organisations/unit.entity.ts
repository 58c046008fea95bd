import type { Id, Purpose } from '@sealbridge/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A need-to-know unit; its row is what a submission locks while it checks the epoch. */
@Entity('unit')
export class UnitEntity {
  @PrimaryColumn('uuid')
  id!: Id;

  @Column('uuid', { name: 'org_id' })
  orgId!: Id;

  @Column('text')
  handle!: string;

  /** 0 until the first UNIT_EPOCH. */
  @Column('integer', { name: 'current_epoch' })
  currentEpoch!: number;

  /** What it works for: every purpose before its organisation says otherwise. */
  @Column('text', { array: true })
  purposes!: Purpose[];

  /** A further unit of police is vetted by itself; any other stands with its organisation. */
  @Column('text')
  state!: 'provisional' | 'active' | 'ended';
}

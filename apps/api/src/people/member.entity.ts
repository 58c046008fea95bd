import type { Id, Right, Role, StewardSeat } from '@sealbridge/vocabulary';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A member under a role handle; written only by the projection of directory events. */
@Entity('member')
export class MemberEntity {
  @PrimaryColumn('uuid')
  id!: Id;

  @Column('uuid', { name: 'org_id' })
  orgId!: Id;

  @Column('text', { array: true })
  roles!: Role[];

  /** What the roles entitle to, kept beside them because policy asks for rights. */
  @Column('text', { array: true })
  rights!: Right[];

  /** Rank of the highest marking the member may read. */
  @Column('smallint')
  clearance!: number;

  /** UNIX hour; training counts while the hour is before it. */
  @Column('integer', { name: 'training_until' })
  trainingUntil!: number;

  @Column('text', { array: true })
  jurisdictions!: string[];

  @Column('text', { nullable: true })
  seat!: StewardSeat | null;

  @Column('text')
  country!: string;

  @Column('text')
  state!: 'provisional' | 'active' | 'removed';
}

/** Which units a member belongs to. */
@Entity('member_unit')
export class MemberUnitEntity {
  @PrimaryColumn('uuid', { name: 'member_id' })
  memberId!: Id;

  @PrimaryColumn('uuid', { name: 'unit_id' })
  unitId!: Id;

  @Column('uuid', { name: 'org_id' })
  orgId!: Id;
}

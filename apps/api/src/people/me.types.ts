import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

/** A unit the caller belongs to. */
@ObjectType({ description: 'A unit the caller belongs to.' })
export class MyUnit {
  @Field(() => ID, { description: 'Id of the unit.' })
  readonly id!: string;

  @Field(() => String, { description: 'Handle of the unit.' })
  readonly handle!: string;
}

/** The caller as policy sees them. */
@ObjectType({ description: 'The caller as policy sees them now.' })
export class Me {
  @Field(() => ID, { description: 'The device that signed in.' })
  readonly device!: string;

  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;

  @Field(() => ID, { description: 'The organisation.' })
  readonly organisation!: string;

  @Field(() => String, { description: 'Handle of the organisation.' })
  readonly organisationHandle!: string;

  @Field(() => String, { description: 'Kind of the organisation (vocabulary: ORG_KINDS).' })
  readonly organisationKind!: string;

  @Field(() => [MyUnit], { description: 'Units the member belongs to.' })
  readonly units!: MyUnit[];

  @Field(() => [String], { description: 'Roles of the member (vocabulary: ROLES).' })
  readonly roles!: string[];

  @Field(() => [String], { description: 'Rights that follow from the roles (vocabulary: RIGHTS).' })
  readonly rights!: string[];

  @Field(() => String, { description: 'Highest marking the member may read (TLP).' })
  readonly clearance!: string;

  @Field(() => Int, { description: 'UNIX hour until which the training counts.' })
  readonly trainingUntil!: number;

  @Field(() => Int, {
    description: 'In how many ways the keys of this device can be unlocked; reports are sent from two on.',
  })
  readonly waysIn!: number;

  @Field(() => Boolean, {
    description: 'Whether this device has a passkey: some operations then need a fresh verification.',
  })
  readonly hasPasskey!: boolean;

  @Field(() => [String], { description: 'Jurisdictions: `*`, countries or subdivisions.' })
  readonly jurisdictions!: string[];
}

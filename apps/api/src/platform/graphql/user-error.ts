import { Field, ID, InterfaceType, Int, ObjectType } from '@nestjs/graphql';

import { asType } from './as-type.js';

/** An expected failure: a member of the union an operation returns, never an exception. */
@InterfaceType({ description: 'An expected failure, as a member of the union that the operation returns.' })
export abstract class UserError {
  @Field(() => String, { description: 'A stable code, E_ and upper case.' })
  readonly code!: string;

  @Field(() => String, { description: 'One lower-case line; holds nothing of what was sent.' })
  readonly message!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Which part of the input, in the words of the format; null for the whole.',
  })
  readonly path!: string | null;
}

/** Not permitted. Missing and forbidden objects answer alike; the reference finds the entry for an auditor. */
@ObjectType({ implements: () => UserError, description: 'Not permitted, or not there: the two answer alike.' })
export class Refused extends UserError {
  @Field(() => String, { description: 'A refusal reason of the vocabulary, or not_permitted.' })
  readonly reason!: string;

  @Field(() => ID, { description: 'The reference under which the refusal stands in the audit log.' })
  readonly ref!: string;
}

/** The input breaks a rule of a format or of the operation. */
@ObjectType({ implements: () => UserError, description: 'The input breaks a rule of a format or of the operation.' })
export class Invalid extends UserError {}

/** The same clientMutationId came with another request, or somebody else was first. */
@ObjectType({
  implements: () => UserError,
  description: 'The same clientMutationId was used for another request, or the object has moved on meanwhile.',
})
export class Conflict extends UserError {}

/** A grant names an epoch of a unit that is not the current one, or is closed or overdue for rotation. */
@ObjectType({
  implements: () => UserError,
  description: 'A grant was sealed to an epoch that is not current any more, is closed, or is overdue for rotation.',
})
export class StaleEpoch extends UserError {
  @Field(() => [ID], { description: 'The units whose directory chain has to be read again.' })
  readonly units!: string[];
}

/** Too many attempts. */
@ObjectType({ implements: () => UserError, description: 'Too many attempts.' })
export class RateLimited extends UserError {
  @Field(() => Int, { description: 'Seconds after which another attempt is looked at.' })
  readonly retryAfter!: number;
}

/** Makes a Refused member. */
export function refused(reason: string, ref: string): Refused {
  return asType(Refused, { code: 'E_REFUSED', message: 'not permitted', path: null, reason, ref });
}

/** Makes an Invalid member; `message` must hold nothing of the input. */
export function invalid(code: string, message: string, path: string | null = null): Invalid {
  return asType(Invalid, { code, message, path });
}

/** Makes a Conflict member. */
export function conflict(message: string): Conflict {
  return asType(Conflict, { code: 'E_CONFLICT', message, path: null });
}

/** Makes a StaleEpoch member for the units named. */
export function staleEpoch(units: string[]): StaleEpoch {
  const message = 'the key of a recipient unit is not one to seal to any more';
  return asType(StaleEpoch, { code: 'E_STALE_EPOCH', message, path: 'grants', units });
}

/** Makes a RateLimited member; seconds are rounded up. */
export function rateLimited(seconds: number): RateLimited {
  const retryAfter = Math.ceil(seconds);
  return asType(RateLimited, { code: 'E_RATE_LIMITED', message: 'too many attempts', path: null, retryAfter });
}

/** Any expected failure. */
export type Failure = Refused | Invalid | Conflict | StaleEpoch | RateLimited;

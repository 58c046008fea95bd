import { EMERGENCY_SUSPENSION_HOURS, type Id } from '@sealbridge/vocabulary';
import type { Draft, EventPlace } from './directory-data.js';
import { requireThat } from './directory-error.js';
import type { Suspend, SuspendLift } from './event.js';
import { isSuspendedAtHour, openSuspension } from './suspension.js';
import type { Member, Suspension } from './world.js';

/** Effect of SUSPEND by a member of the stewards. Throws E_SUBJECT, E_SIGNER for oneself, E_SUSPENSION. */
export function suspend(draft: Draft, event: Suspend, by: Member | null, place: EventPlace): void {
  const steward = requireOther(by, event.subject);
  requireSubject(draft, event.subject, place.org);
  const before = draft.suspensions.get(event.subject) ?? [];
  const after =
    event.measure === 'emergency'
      ? [...before, beginEmergency(draft, event, steward, place)]
      : [...before.slice(0, -1), confirm(draft, event, steward, place)];
  draft.suspensions.set(event.subject, after);
}

/** Effect of SUSPEND_LIFT by a member of the stewards: what is not lifted ends, lapsed or not. Throws like `suspend`. */
export function liftSuspension(draft: Draft, event: SuspendLift, by: Member | null, place: EventPlace): void {
  requireOther(by, event.subject);
  const open = openSuspension(draft, event.subject);
  requireThat(open !== null, 'E_SUSPENSION', 'there is no suspension to lift');
  requireOfOrganisation(draft, event.subject, place.org);
  const ended = { index: place.index, hour: place.hour, reason: event.reason };
  const before = draft.suspensions.get(event.subject) ?? [];
  draft.suspensions.set(event.subject, [...before.slice(0, -1), { ...open, ended }]);
}

/** One steward alone never suspends for longer than a day: not by beginning again either. */
function beginEmergency(draft: Draft, event: Suspend, steward: Member, place: EventPlace): Suspension {
  const { subject, measure, reason } = event;
  const suspended = isSuspendedAtHour(draft, subject, place.hour);
  requireThat(!suspended, 'E_SUSPENSION', 'the subject is suspended already');
  const last = draft.suspensions.get(subject)?.at(-1);
  const again = last?.confirmed === null && last.by === steward.member;
  requireThat(!again, 'E_SUSPENSION', 'the same steward does not suspend again what nobody confirmed');
  return {
    subject,
    measure,
    reason,
    sinceHour: place.hour,
    addedIndex: place.index,
    by: steward.member,
    witnesses: membersOf(draft, steward.org),
    confirmed: null,
    ended: null,
  };
}

function membersOf({ members }: Draft, org: Id): ReadonlySet<Id> {
  const present = [...members.values()].filter((member) => member.org === org && member.ended === null);
  return new Set(present.map(({ member }) => member));
}

function confirm(draft: Draft, event: Suspend, steward: Member, place: EventPlace): Suspension {
  const open = openSuspension(draft, event.subject);
  requireThat(open !== null && open.confirmed === null, 'E_SUSPENSION', 'there is no emergency to confirm');
  // a handle that came later could be the same person's
  const second = open.by !== steward.member && open.witnesses.has(steward.member);
  requireThat(second, 'E_SUSPENSION', 'a second steward confirms');
  const hours = place.hour - open.sinceHour;
  requireThat(hours >= 0 && hours <= EMERGENCY_SUSPENSION_HOURS, 'E_SUSPENSION', 'the emergency has lapsed');
  const { measure, reason } = event;
  return { ...open, measure, reason, confirmed: { by: steward.member, index: place.index } };
}

function requireOther(by: Member | null, subject: Id): Member {
  requireThat(by !== null && by.member !== subject, 'E_SIGNER', 'nobody suspends or lifts oneself');
  return by;
}

/** The stewards' own organisation and its units go on whatever happens; a single steward can be stopped. */
function requireSubject(draft: Draft, subject: Id, org: Id): void {
  requireOfOrganisation(draft, subject, org);
  const member = draft.members.get(subject);
  const present = member === undefined ? org !== draft.stewards : member.ended === null;
  requireThat(present, 'E_SUBJECT', 'the subject has ended or cannot be suspended');
}

function requireOfOrganisation(draft: Draft, subject: Id, org: Id): void {
  const owner = draft.units.get(subject)?.org ?? draft.members.get(subject)?.org ?? subject;
  requireThat(owner === org, 'E_SUBJECT', 'the subject is not of this organisation');
}

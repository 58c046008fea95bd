import { RecipientStandingDocument } from '@sealbridge/api-client';
import { LIMITS } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';
import type { VerifiedDirectory } from './sync-directory.js';

/** Why nothing can be sealed to a unit, or opened by a member, because of how they stand. */
export type StandingRefusal = 'suspended' | 'not_vetted' | 'inactive';

/** More are not asked about: a report has no more recipients, and sealing says so. */
const MAX_UNITS = LIMITS.MAX_RECIPIENT_UNITS;

/** How units and their members stand, as far as the server says. */
export interface Standings {
  /** Why the server takes nothing for this unit; null when it does, and when it says nothing of it. */
  ofUnit(handle: string): StandingRefusal | null;
  /** Why this member of the unit opens nothing today; null likewise. */
  ofMember(handle: string, member: string): StandingRefusal | null;
}

/**
 * Asks how the units of these handles that the directory knows stand. It is the server's word and only ever takes away: the signed directory decides who is a reader, and the
 * server decides again when something is sent or opened.
 */
export async function recipientStandings(
  person: Pick<Person, 'client'>,
  { state }: Pick<VerifiedDirectory, 'state'>,
  handles: readonly string[],
): Promise<Standings> {
  const units = [...new Set(handles)].filter((handle) => state.unitByHandle(handle) !== null).slice(0, MAX_UNITS);
  const { recipientStanding } = await call(() => person.client.request(RecipientStandingDocument, { units }));
  const found = new Map(recipientStanding.map((unit) => [unit.unit, unit]));
  return {
    ofUnit: (handle) => refusalOf(found.get(handle)?.standing),
    ofMember: (handle, member) =>
      refusalOf(found.get(handle)?.members.find((candidate) => candidate.member === member)?.standing),
  };
}

/** Throws a ClientError (`refused`) naming the first unit that does not stand; nothing is sealed to it. */
export function requireStanding(standings: Standings, handles: readonly string[]): void {
  for (const handle of handles) {
    const reason = standings.ofUnit(handle);
    if (reason !== null) throw cannotSealTo(handle, reason);
  }
}

/** The refusal to seal to a unit. */
export function cannotSealTo(handle: string, reason: StandingRefusal): ClientError {
  return new ClientError(
    `E_${reason.toUpperCase()}`,
    'refused',
    `${handle}: ${reason === 'not_vetted' ? 'the unit or its organisation is not vetted yet' : 'the unit or its organisation is suspended'}`,
    'leave the unit out, or ask the stewards',
  );
}

function refusalOf(standing: string | undefined): StandingRefusal | null {
  switch (standing) {
    case undefined:
    case 'active':
      return null;
    case 'provisional':
      return 'not_vetted';
    case 'inactive':
      return 'inactive';
    default:
      return 'suspended';
  }
}

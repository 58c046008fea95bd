import { Injectable } from '@nestjs/common';
import { isHandle } from '@sealbridge/directory';
import { LIMITS } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import { sessionOf } from '../../access/session-of.js';
import { ApiError } from '../../platform/errors/api-error.js';

import { StandingRepository, type StandingRow } from './standing.repository.js';
import type { MemberStanding, UnitStanding } from './standing.types.js';

/** Recipients of a report and the own unit. */
const MAX_UNITS = LIMITS.MAX_RECIPIENT_UNITS + 1;

/** Longest handle of a unit, in characters; more names none. */
const MAX_HANDLE_LENGTH = 128;

/** How those stand to whom somebody may send. */
@Injectable()
export class StandingService {
  constructor(
    private readonly access: Access,
    private readonly standings: StandingRepository,
  ) {}

  /**
   * May be called by members, about units of their own organisation and of those it has an agreement with; by stewards and
   * auditors about any. A handle that is unknown, and one that is not the caller's business, are left out alike.
   */
  async ofUnits(caller: Caller, handles: readonly string[]): Promise<UnitStanding[]> {
    sessionOf(caller);
    if (handles.length > MAX_UNITS || handles.some(({ length }) => length > MAX_HANDLE_LENGTH)) {
      throw new ApiError('BAD_USER_INPUT');
    }
    const outcome = await this.access.perform(caller, {
      action: 'standing.read',
      resource: () => Promise.resolve({ type: 'Organisation', list: true }),
      work: async (permit, tx) => unitsOf(await this.standings.ofUnits(tx, permit, handles.filter(isHandle))),
      entry: (units) => ({ resultCount: units.length }),
    });
    return answerOf(outcome, []);
  }
}

function unitsOf(rows: readonly StandingRow[]): UnitStanding[] {
  const units = new Map<string, { unit: string; standing: string; members: MemberStanding[] }>();
  for (const { unit, standing, member, memberStanding } of rows) {
    const found = units.get(unit) ?? { unit, standing, members: [] };
    if (member !== null && memberStanding !== null) found.members.push({ member, standing: memberStanding });
    units.set(unit, found);
  }
  return [...units.values()];
}

import { Injectable } from '@nestjs/common';
import { epochsHeldBy, type DirectoryState } from '@sealbridge/directory';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { DirectoryStateService } from '../directory-state.service.js';

import type { Exposure } from './exposure.types.js';

interface Counted {
  readonly unit: Id;
  readonly sealed: number;
  readonly opened: number;
}

const COUNT = {
  name: 'exposure-count',
  text: `select unit, sealed::integer, opened::integer from sealed_to_epochs($1::uuid[], $2::integer[], $3::uuid)`,
};

/** Tells administrators what somebody who leaves, or whose device is lost, may have seen. */
@Injectable()
export class ExposureService {
  constructor(
    private readonly access: Access,
    private readonly state: DirectoryStateService,
  ) {}

  /** May be called by administrators, about a member of their organisation, removed or not; null for anybody else. */
  async of(caller: Caller, text: string): Promise<Exposure | null> {
    const id = parseId(text);
    if (id === null) return null;
    let state: DirectoryState | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'exposure.read',
      reach: 'directory',
      detail: { object: { type: 'member', id, version: null, hash: null } },
      resource: async (tx) => {
        state = await this.state.committed(tx);
        const org = state?.members.get(id)?.org;
        return org === undefined ? null : { type: 'Member', attributes: { org, member: id } };
      },
      work: (_permit, tx) => (state === null ? Promise.resolve(null) : this.#count(tx, state, id)),
    });
    return answerOf(outcome, null);
  }

  async #count(tx: Transaction, state: DirectoryState, member: Id): Promise<Exposure> {
    const held = epochsHeldBy(state, member);
    const values = [held.map(({ unit }) => unit), held.map(({ epoch }) => epoch), member];
    const counted = await tx.query<Counted>(COUNT, values);
    const units = counted.map((count) => ({
      ...count,
      handle: state.units.get(count.unit)?.handle ?? count.unit,
      sinceHour: Math.min(...held.filter(({ unit }) => unit === count.unit).map((at) => beginning(state, at))),
    }));
    return { member, units: units.toSorted((one, other) => one.handle.localeCompare(other.handle)) };
  }
}

function beginning(state: DirectoryState, { unit, epoch }: { readonly unit: Id; readonly epoch: number }): number {
  return state.epoch(unit, epoch)?.hour ?? Number.POSITIVE_INFINITY;
}

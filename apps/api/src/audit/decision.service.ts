import { Inject, Injectable } from '@nestjs/common';
import type { Policy } from '@sealbridge/policy';
import { toHex } from '@sealbridge/sodium';
import { decodeAuditPayload } from '@sealbridge/transparency';
import { parseId } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { EntryDetail } from '../access/act.js';
import type { Caller } from '../access/caller.js';
import { sessionOf } from '../access/session-of.js';
import type { Transaction } from '../platform/database/transaction.js';
import { asType } from '../platform/graphql/as-type.js';
import { refused, type Refused } from '../platform/graphql/user-error.js';
import { DecisionRepository, type DecisionRow } from './decision.repository.js';
import { RecordedDecision } from './decision.types.js';

/** What decisions were made on, for auditors who make them again. Each look is an entry about the organisation concerned. */
@Injectable()
export class DecisionService {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(DecisionRepository) private readonly decisions: DecisionRepository,
  ) {}

  /** May be called by auditors and stewards who oversee. An event that has no leaf yet is not there yet. */
  async decision(caller: Caller, eventId: string): Promise<RecordedDecision | Refused> {
    sessionOf(caller);
    const id = parseId(eventId);
    const detail: { -readonly [Key in keyof EntryDetail]?: EntryDetail[Key] } = {};
    let found: DecisionRow | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'decision.explain',
      detail,
      resource: async (tx) => {
        found = id === null ? null : await this.decisions.decision(tx, id);
        if (found === null) return null;
        const { aboutOrg } = found;
        detail.object = { type: 'event', id: found.eventId, version: null, hash: null };
        if (aboutOrg !== null) detail.aboutOrg = aboutOrg;
        return { type: 'Decision', attributes: { aboutOrg } };
      },
      work: ({ policy }, tx) => this.#recorded(tx, existing(found), policy),
    });
    return outcome.ok ? outcome.value : refused(outcome.reason, outcome.ref);
  }

  async #recorded(tx: Transaction, row: DecisionRow, inForce: Policy): Promise<RecordedDecision> {
    const { index, eventId, leafHash, payload, salt, snapshot, snapshotSalt } = row;
    const { policyHash } = decodeAuditPayload(new Uint8Array(payload)).decision;
    const policyText =
      toHex(policyHash) === inForce.hash ? inForce.text : await this.decisions.policyText(tx, policyHash);
    const shown = { index, eventId, leafHash, payload, salt, snapshot, snapshotSalt, policyText };
    return asType(RecordedDecision, shown);
  }
}

function existing(found: DecisionRow | null): DecisionRow {
  if (found === null) throw new Error('an act on nothing was permitted');
  return found;
}

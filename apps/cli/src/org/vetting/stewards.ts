import { type ApiClient, StewardsChainDocument } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';
import {
  DirectoryError,
  DirectoryState,
  epochStatus,
  type EventRecord,
  fingerprint,
  matchesFingerprint,
  parseEventRecord,
} from '@sealbridge/directory';
import type { NoteRecipient } from '@sealbridge/keyring';
import { fromBase64, toHex } from '@sealbridge/sodium';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';

const MS_PER_SECOND = 1000;

/** The stewards as their chain shows them, from a pinned first event. */
export interface VerifiedStewards {
  readonly state: DirectoryState;
  /** `event_hash` of their first event, hex: what is pinned from now on. */
  readonly genesis: string;
}

/**
 * The chain of the stewards, replayed from its pinned first event; `pin` is the hex of its hash or the fingerprint somebody read
 * aloud. Needs no session. Throws a Failure (exit 5) when the server gives another chain, or one that does not verify.
 */
export async function fetchStewards(client: ApiClient, pin: string): Promise<VerifiedStewards> {
  const { stewardsChain } = await call(() => client.request(StewardsChainDocument, {}));
  return verifyingChain(() => {
    const records = stewardsChain.records.map((text) => parseEventRecord(fromBase64(text)));
    const genesis = records[0]?.eventHash;
    if (genesis === undefined || !isPinned(genesis, pin)) throw otherStewards();
    return { state: replay(genesis, records), genesis: toHex(genesis) };
  });
}

/** The unit and epoch to which notes for the stewards are sealed. Throws a Failure (exit 6) when none is open for it. */
export function noteRecipient({ state }: VerifiedStewards): NoteRecipient {
  const handle = state.stewards === null ? '' : (state.organisations.get(state.stewards)?.handle ?? '');
  const unit = state.unitByHandle(handle);
  const epoch = unit === null ? null : state.currentEpoch(unit.unit);
  if (unit === null || epoch === null || epochStatus(epoch, Math.floor(Date.now() / MS_PER_SECOND)) !== 'open') {
    throw new Failure({
      code: 'E_NO_EPOCH',
      exit: EXIT.CONFLICT,
      message: 'the stewards have no key to which a note can be sealed now',
      hint: 'ask the stewards; nothing was sent',
    });
  }
  return { unit: unit.unit, epoch: epoch.epoch, kemPublicKey: epoch.kemPublicKey };
}

function replay(genesis: Uint8Array, records: readonly EventRecord[]): DirectoryState {
  return DirectoryState.empty(genesis).applyAll(records.map((record) => ({ record, index: null })));
}

function isPinned(genesis: Uint8Array, pin: string): boolean {
  return pin.toLowerCase() === toHex(genesis) || matchesFingerprint(pin, fingerprint(genesis));
}

function verifyingChain<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    const message = `the chain of the stewards does not verify: ${error.message}`;
    throw new Failure({ code: error.code, exit: EXIT.VERIFICATION, message });
  }
}

function otherStewards(): Failure {
  return new Failure({
    code: 'E_GENESIS',
    exit: EXIT.VERIFICATION,
    message: 'the stewards of this server are not the pinned ones',
    hint: 'compare the fingerprint again by voice; send nothing to this server until it is right',
  });
}

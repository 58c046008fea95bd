import { type ApiClient, DeviceLinkStagesDocument } from '@sealbridge/api-client';
import { toBase64 } from '@sealbridge/sodium';

import { ClientError } from '../client-error.js';
import { call } from '../session/call.js';
import { sleep } from '../sleep.js';

const POLL_MS = 1_000;
/** A code is good for so long (docs/reference/device-link.md). */
const CODE_MINUTES = 15;
const MS_PER_MINUTE = 60_000;

/** How long somebody waits for the other device. */
export interface LinkWait {
  /** Ends the waiting: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** At most so long; as long as a code is good when absent. */
  readonly withinMs?: number;
}

const STAGES = ['none', 'asked', 'offered', 'proved', 'done'] as const;

/** How far a link is: nobody asked yet, and whose message came last. */
export type LinkStage = (typeof STAGES)[number];

/** How far the links of these lookups are, in one question. What the server says otherwise counts as `none`. */
export async function linkStages(guest: ApiClient, lookups: readonly Uint8Array[]): Promise<LinkStage[]> {
  const asked = { lookups: lookups.map(toBase64) };
  const { deviceLinkStages } = await call(() => guest.request(DeviceLinkStagesDocument, asked));
  return lookups.map((_, index) => STAGES.find((stage) => stage === deviceLinkStages[index]) ?? 'none');
}

/**
 * Waits until a link is at least as far as that, asking once a second. A server that cannot be reached for a moment is asked again.
 * Throws a ClientError (`network`) E_LINK_TIMEOUT when nobody came.
 */
export async function awaitStage(
  guest: ApiClient,
  lookup: Uint8Array,
  wanted: LinkStage,
  { signal, withinMs = CODE_MINUTES * MS_PER_MINUTE }: LinkWait = {},
): Promise<void> {
  for (const end = Date.now() + withinMs; ; await sleep(POLL_MS, signal)) {
    if (STAGES.indexOf(await stageOf(guest, lookup)) >= STAGES.indexOf(wanted)) return;
    if (Date.now() >= end) throw nobodyCame();
  }
}

async function stageOf(guest: ApiClient, lookup: Uint8Array): Promise<LinkStage> {
  try {
    const [stage] = await linkStages(guest, [lookup]);
    return stage ?? 'none';
  } catch (error) {
    if (error instanceof ClientError && error.kind === 'network') return 'none';
    throw error;
  }
}

function nobodyCame(): ClientError {
  return new ClientError(
    'E_LINK_TIMEOUT',
    'network',
    'the other device did not answer in time',
    'begin again with a new code on both',
  );
}

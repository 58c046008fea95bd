import { readFileSync } from 'node:fs';

import { GrowingChain } from '@sealbridge/client';
import { type EventRecord, makeEvent, parseEventRecord, rootSigner } from '@sealbridge/directory';
import { fromBase64, ready, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { InstanceHome } from '../home.js';
import { writeGenesis } from './first-rules.js';
import { findMadeOrganisation, type MadeOrganisation } from './made-organisation.js';
import { identify, makeOrganisation } from './organisation.js';
import { DemoRoots } from './roots.js';
import { STEWARDS } from './world.js';

const MS_PER_HOUR = 3_600_000;

/**
 * Makes the stewards' organisation, whose first event is the genesis of the directory, and the genesis file the API starts
 * from: with the policy it begins with, signed by two of their roots. Makes nothing a second time.
 */
export async function makeFounders(home: InstanceHome): Promise<MadeOrganisation> {
  await ready();
  const roots = new DemoRoots(home);
  const stewards = findMadeOrganisation(home, STEWARDS.handle) ?? makeStewards(home, roots);
  const { records, lockboxes } = stewards;
  writeGenesis(home, { records, lockboxes }, roots);
  return stewards;
}

/** `event_hash` of the stewards' admission, lower-case hex: what every profile pins. */
export function genesisHash(home: InstanceHome): string {
  const { records } = JSON.parse(readFileSync(home.genesisFile, 'utf8')) as { records: readonly string[] };
  return toHex(parseEventRecord(fromBase64(records[0] ?? '')).eventHash);
}

/** The stewards admit themselves, with their own roots: the one event that is trusted for being pinned. */
function makeStewards(home: InstanceHome, roots: DemoRoots): MadeOrganisation {
  const { org } = identify(home, STEWARDS, roots);
  return makeOrganisation(home, STEWARDS, genesisEvent(org, roots), roots);
}

function genesisEvent(org: Id, roots: DemoRoots): EventRecord {
  const { handle, kind, country, name } = STEWARDS;
  const hour = Math.floor(Date.now() / MS_PER_HOUR);
  const rootKeys = roots.all(handle).map((root) => root.sign.publicKey);
  const signers = roots.signing(handle).map((root) => rootSigner(root.sign));
  return new GrowingChain(org).add(signers, (at) =>
    makeEvent(at, { type: 'ORG_ADMIT', handle, kind, country, rootKeys, name }, { hour }),
  );
}

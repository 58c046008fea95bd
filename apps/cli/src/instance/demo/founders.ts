import { existsSync, readFileSync } from 'node:fs';

import { type EventSigner, parseEventRecord } from '@sealbridge/directory';
import { fromBase64, ready, toHex } from '@sealbridge/sodium';

import type { InstanceHome } from '../home.js';
import { writePrivateFile } from '../private-file.js';
import { openDeviceKeys } from './key-files.js';
import type { MadeOrganisation } from './made-organisation.js';
import { makeOrganisation } from './organisation.js';
import { STEWARDS } from './world.js';

/**
 * Makes the stewards' organisation, whose first event is the genesis of the directory, and the genesis file the API starts
 * from. Makes nothing a second time.
 */
export async function makeFounders(home: InstanceHome): Promise<MadeOrganisation> {
  await ready();
  const stewards = makeOrganisation(home, STEWARDS, null);
  if (!existsSync(home.genesisFile)) {
    const { records, lockboxes } = stewards;
    writePrivateFile(home.genesisFile, `${JSON.stringify({ records, lockboxes }, null, 2)}\n`);
  }
  return stewards;
}

/** `event_hash` of the stewards' admission, lower-case hex: what every profile pins. */
export function genesisHash(home: InstanceHome): string {
  const { records } = JSON.parse(readFileSync(home.genesisFile, 'utf8')) as { records: readonly string[] };
  return toHex(parseEventRecord(fromBase64(records[0] ?? '')).eventHash);
}

/** Both stewards' devices, as they sign an admission. */
export function stewardSigners(home: InstanceHome): EventSigner[] {
  return STEWARDS.people.map(({ profile }) => {
    const { device, sign } = openDeviceKeys(home, profile);
    return { kind: 'steward_device', signer: device, privateKey: sign.privateKey };
  });
}

// Whoever is attacked: a true client with a device of the small world, and what happens to it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { makeApiClient } from '@sealbridge/api-client';
import { type ClientStores, syncDirectory } from '@sealbridge/client';
import { DEK_INFO, grantAad, parseCore, parseFrame, parseGrant } from '@sealbridge/envelope';
import { type DeviceKeys, KeyringError, type Pins } from '@sealbridge/keyring';
import type { SealedReport } from '@sealbridge/sealing';
import { CryptoError, hpkeOpen, toHex } from '@sealbridge/sodium';
import { parsePolicy } from '@sealbridge/transparency';

import { exitOf, isExpected } from '../../../apps/cli/src/output/failure.js';
import type { Profile } from '../../../apps/cli/src/profile/profile-file.js';
import type { Person } from '../../../apps/cli/src/session/person.js';
import { seal, verifyRecipients } from '../../../apps/cli/src/submission/seal.js';
import { openBody } from '../../../libs/opening/src/open-body.js';
import { FIXTURE_ORIGIN, type FixtureUnit } from '../directory-fixture.js';
import { makeReport } from '../envelope-fixture.js';
import { memoryStores } from '../memory-stores.js';
import type { MaliciousServer } from './server.js';

/** Title of the report that victims send. */
export const TITLE = 'Synthetic report';

/** Somebody of the world who is signed in at the server; a device that has seen nothing yet unless it brings what it keeps. */
export function personAt(
  server: MaliciousServer,
  keys: DeviceKeys,
  unit: FixtureUnit,
  stores: ClientStores = memoryStores(),
): Person {
  const { org, member, device } = keys;
  const profile: Profile = {
    name: 'victim',
    folder: newFolder(),
    server: server.origin,
    org,
    orgHandle: unit.org.handle,
    unit: unit.unit,
    unitHandle: unit.handle,
    member,
    device,
    roles: [],
    genesis: toHex(server.world.directory.genesis),
    origin: FIXTURE_ORIGIN,
    passphraseFile: null,
    keyFile: '',
    policyFile: '',
    policySha256: '',
  };
  return {
    profile,
    keys,
    policy: parsePolicy(server.policyText),
    server: server.origin,
    node: { publicKey: new Uint8Array(32), keyId: new Uint8Array(32) },
    client: makeApiClient({ server: server.origin, token: null }),
    token: 'nobody asks',
    session: { endsAt: '', idleMinutes: 0 },
    stores,
  };
}

/** What harbour's analyst has pinned. */
export function pinsAt({ origin, policyText, world: { directory, harbour } }: MaliciousServer): Pins {
  const { handle: unitHandle, unit } = harbour;
  const { genesis } = directory;
  const own = { orgHandle: harbour.org.handle, unit, unitHandle, roles: ['analyst'] } as const;
  return { server: origin, ...own, genesis, policyText, origin: FIXTURE_ORIGIN };
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Where a client lays what it keeps: what it was told, and evidence. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-victim-'));
  folders.push(folder);
  return folder;
}

/** Syncs the directory, checks the recipients and seals, as `report send` does. */
export async function sealTo(person: Person, ...handles: string[]): Promise<SealedReport> {
  const directory = await syncDirectory(person);
  const recipients = verifyRecipients(person, directory, handles);
  return (await seal(person, directory, makeReport(), recipients, [])).sealed;
}

/** What whoever has the seed of a key reads in a sealed report; null when nothing in it opens with that key. */
export async function readWith(seed: Uint8Array, { frame, grants, body }: SealedReport): Promise<string | null> {
  const core = parseCore(parseFrame(frame).core);
  for (const { bytes } of grants) {
    const grant = parseGrant(bytes);
    try {
      const dek = hpkeOpen({ seed, enc: grant.enc, ct: grant.ct, info: DEK_INFO, aad: grantAad(grant) });
      return (await openBody(dek, core, body, null)).body.title;
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error;
    }
  }
  return null;
}

/**
 * How an attack ends: the code and what the command line exits with, null for what only a browser does, or `silent` when nobody notices.
 */
export async function outcome(attack: () => unknown): Promise<{ code: string; exit: number | null } | 'silent'> {
  try {
    await attack();
    return 'silent';
  } catch (error) {
    if (error instanceof KeyringError) return { code: error.code, exit: null };
    if (!isExpected(error)) throw error;
    return { code: error.code, exit: exitOf(error) };
  }
}

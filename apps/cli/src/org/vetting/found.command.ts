import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Command } from 'commander';

import { PublishDirectoryEventsDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import { DirectoryError, type EventRecord, fingerprint, parseEventRecord, rootSigner } from '@sealbridge/directory';
import { type DeviceKeys, makeDeviceKeys, openKeyFile, passphraseBytes, sealKeyFile } from '@sealbridge/keyring';
import { equal, fromBase64 } from '@sealbridge/sodium';
import { type Id, type Role } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { readOrMakePrivateFile, writePrivateFile } from '../../instance/private-file.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { newProfileFolder } from '../../profile/find-profile.js';
import type { ProfileFile } from '../../profile/profile-file.js';
import { requireStatus } from './applicant.js';
import { type AppliedFile, claimFounding, openRoots, readApplied, readAppliedPolicy } from './applicant-folder.js';
import { type FoundingEvents, foundingEvents, randomId } from './founding.js';
import { fetchStewards } from './stewards.js';
import { type KnownApplicant, whoApplies } from './who-applies.js';

interface FoundFlags extends CommonFlags {
  readonly name: string;
}

/** What is made once and published as often as it takes. */
interface MadeFounding extends FoundingEvents {
  readonly member: string;
  readonly device: string;
}

/** Two of the three root keys sign what an organisation begins with. */
const ROOT_QUORUM = 2;
const PASSPHRASE_BYTES = 24;
const FIRST_ROLES: readonly Role[] = ['org_admin', 'guardian'];
const FOUNDING = 'founding.json';

/** `org found`: the first unit, the first administrator with keys and profile, and the first key of an admitted organisation. */
export function foundCommand(): Command {
  return verb(
    'found',
    'begin an organisation that is admitted: first unit, first administrator with a profile, first key',
  )
    .argument('<folder>', 'the folder that org apply made')
    .requiredOption('--name <name>', 'name of the administrator, for your own organisation alone')
    .addHelpText('after', '\nExample:\n  npx sealbridge org found us --name "Amira Example" --profile us-admin')
    .action(async (folder: string, flags: FoundFlags) => {
      const { env, output } = consoleFor(flags);
      const profile = flags.profile ?? env['SEALBRIDGE_PROFILE'];
      if (profile === undefined || profile === '') {
        throw usage('E_USAGE', 'a name for the profile of the administrator is needed', '--profile <name>');
      }
      const applied = readApplied(folder);
      const known = await whoApplies(folder, { ...flags }, env);
      const admission = await admissionOf(known, applied, folder);
      const place = newProfileFolder(profile, env);
      const before = readMade(place, applied);
      claimFounding(folder, profile);
      const made = before ?? make({ place, folder, profile, applied, admission, name: flags.name });
      await publish(known, made);
      const keys = openDevice(place);
      const result = {
        organisation: applied.organisation,
        handle: applied.handle,
        unit: made.unit,
        member: made.member,
        device: made.device,
        profile,
        signingKey: fingerprint(keys.sign.publicKey),
      };
      output.result(result, () =>
        [
          `${applied.handle} is founded; its administrator is the profile ${profile}, signing key ${result.signingKey}`,
          `next: npx sealbridge login --profile ${profile}`,
        ].join('\n'),
      );
    });
}

/** The admission as the stewards signed it: of these roots and this name, or nothing is founded on it. Throws a Failure. */
async function admissionOf(known: KnownApplicant, applied: AppliedFile, folder: string): Promise<EventRecord> {
  const { applicant, genesis } = known;
  const { admission, state } = await requireStatus(applicant);
  if (admission === null || state === 'ended') throw notAdmitted();
  const { state: stewards } = await fetchStewards(applicant.client, genesis);
  const rootKeys = openRoots(folder).map((root) => root.sign.publicKey);
  try {
    const record = parseEventRecord(fromBase64(admission));
    const event = stewards.apply(record).organisations.get(applied.organisation);
    const { handle, kind, country, name } = applied;
    const same = event?.handle === handle && event.kind === kind && event.country === country && event.name === name;
    const own =
      event?.rootKeys.every(({ publicKey }, at) => equal(publicKey, rootKeys[at] ?? new Uint8Array())) === true;
    if (same && own) return record;
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
  }
  throw new Failure({
    code: 'E_ADMISSION',
    exit: EXIT.VERIFICATION,
    message: 'the admission is not what you applied for, or not signed by the stewards',
    hint: 'found nothing on it; speak to a steward by a way you trust',
  });
}

interface Making {
  readonly place: string;
  readonly folder: string;
  readonly profile: string;
  readonly applied: AppliedFile;
  readonly admission: EventRecord;
  readonly name: string;
}

/**
 * Keys first, then the events, then the profile. What is there already stays: an interrupted attempt is gone over again with the same
 * keys, and two at once found the organisation once. Throws a Failure (exit 2) when the keys there are somebody else's.
 */
function make({ place, folder, profile, applied, admission, name }: Making): MadeFounding {
  const { organisation: org, handle, kind, country } = applied;
  const keys = keepDevice(place, org);
  const policyText = readAppliedPolicy(folder);
  writePrivateFile(join(place, 'policy'), policyText);
  readOrMakePrivateFile(join(place, FOUNDING), () => {
    const signers = openRoots(folder, ROOT_QUORUM).map((root) => rootSigner(root.sign));
    const people = [{ keys, name, roles: FIRST_ROLES, seat: null }];
    const events = foundingEvents({ admission, handle, kind, country, signers, people });
    return `${JSON.stringify({ organisation: org, ...events, member: keys.member, device: keys.device }, null, 2)}\n`;
  });
  const made = JSON.parse(readFileSync(join(place, FOUNDING), 'utf8')) as MadeFounding;
  const file = profileOf(profile, applied, made, policyText);
  writePrivateFile(join(place, 'profile.json'), `${JSON.stringify(file, null, 2)}\n`);
  return made;
}

function keepDevice(place: string, org: Id): DeviceKeys {
  const made = `${randomBytes(PASSPHRASE_BYTES).toString('base64url')}\n`;
  const passphrase = readOrMakePrivateFile(join(place, 'passphrase'), () => made)
    .toString('utf8')
    .trim();
  readOrMakePrivateFile(join(place, 'device.key'), () =>
    sealKeyFile(makeDeviceKeys({ org, member: randomId() }), passphraseBytes(passphrase)),
  );
  const keys = openDevice(place);
  if (keys.org !== org) throw otherProfile();
  return keys;
}

/** What an earlier run made for this organisation, or null. Throws a Failure (exit 2) when the profile is somebody else's. */
function readMade(place: string, { organisation }: AppliedFile): MadeFounding | null {
  // the profile comes last, so whoever finds one while two found at once finds the founding too
  if (!existsSync(join(place, 'profile.json'))) return null;
  const path = join(place, FOUNDING);
  if (existsSync(path)) {
    const made = JSON.parse(readFileSync(path, 'utf8')) as MadeFounding & { readonly organisation: string };
    if (made.organisation === organisation) return made;
  }
  throw otherProfile();
}

function otherProfile(): Failure {
  return usage('E_PROFILE_EXISTS', 'there is a profile of that name', 'give another name with --profile');
}

async function publish({ applicant }: KnownApplicant, { records, lockboxes }: MadeFounding): Promise<void> {
  const clientMutationId = createHash('sha256').update(records.join()).digest('hex');
  const input = { clientMutationId, records: [...records], lockboxes: lockboxes.map((box) => ({ ...box })) };
  const { publishDirectoryEvents } = await call(() =>
    applicant.client.request(PublishDirectoryEventsDocument, { input }),
  );
  payload(publishDirectoryEvents, 'PublishDirectoryEventsPayload');
}

function profileOf(name: string, applied: AppliedFile, made: MadeFounding, policyText: string): ProfileFile {
  const { organisation, handle, server, genesis, origin } = applied;
  return {
    version: 1,
    profile: name,
    server,
    org: organisation,
    orgHandle: handle,
    unit: made.unit,
    unitHandle: handle,
    member: made.member,
    device: made.device,
    roles: FIRST_ROLES,
    passphraseFile: 'passphrase',
    policyFile: 'policy',
    policySha256: createHash('sha256').update(policyText).digest('hex'),
    genesis,
    origin,
  };
}

function openDevice(place: string): DeviceKeys {
  const passphrase = passphraseBytes(readFileSync(join(place, 'passphrase'), 'utf8').trim());
  return openKeyFile(new Uint8Array(readFileSync(join(place, 'device.key'))), passphrase);
}

function notAdmitted(): Failure {
  return new Failure({
    code: 'E_NOT_ADMITTED',
    exit: EXIT.REFUSED,
    message: 'refused: the organisation is not admitted yet',
    hint: 'npx sealbridge org status says what it waits for',
  });
}

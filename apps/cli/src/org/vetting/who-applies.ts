import { type EventSigner, rootSigner } from '@sealbridge/directory';
import { ready } from '@sealbridge/sodium';
import { type Id, parseId } from '@sealbridge/vocabulary';

import type { CommonFlags } from '../../command.js';
import { usage } from '../../output/failure.js';
import { findProfile } from '../../profile/find-profile.js';
import { serverUrl } from '../../session/server-url.js';
import { unlock } from '../../session/unlock.js';
import type { Applicant } from './applicant.js';
import { isApplicantFolder, openRoots, readApplied } from './applicant-folder.js';
import { guestClient } from './guest.js';
import { openRootFile } from './root-files.js';

/** Flags of every command of an applicant. */
export interface ApplicantFlags extends CommonFlags {
  readonly root?: readonly string[];
}

/** Words of the argument that names the application, and of the flag that names root keys. */
export const APPLICATION_ARGUMENT = 'id of the application, or the folder that org apply made';
export const ROOT_FLAG = '--root <file...>';
export const ROOT_WORDS = 'sign with two root key files instead of the device of the profile';

const ROOT_QUORUM = 2;

/** An applicant and the stewards it trusts. */
export interface KnownApplicant {
  readonly applicant: Applicant;
  /** `event_hash` of the stewards' first event, hex. */
  readonly genesis: string;
  /** Handle of the organisation. */
  readonly handle: string;
}

/**
 * Who speaks for an application: the roots in the folder of `org apply`, two root key files, or the device of the profile. Throws a
 * Failure: exit 2 when none of them is there.
 */
export async function whoApplies(text: string, flags: ApplicantFlags, env: NodeJS.ProcessEnv): Promise<KnownApplicant> {
  await ready();
  if (isApplicantFolder(text)) return fromFolder(text, flags, env);
  const application = parseId(text);
  if (application === null) throw usage('E_USAGE', `${text} is neither an id nor a folder of org apply`);
  return fromProfile(application, flags, env);
}

/** The same for a new application of a unit or a liaison of the profile's organisation. */
export async function fromProfile(
  application: Id,
  flags: ApplicantFlags,
  env: NodeJS.ProcessEnv,
): Promise<KnownApplicant> {
  await ready();
  const profile = findProfile(flags.profile, env);
  const { org, origin, genesis, orgHandle: handle } = profile;
  const signers = flags.root === undefined ? [await deviceSigner(profile, env)] : rootSigners(flags.root, org);
  const client = guestClient(serverUrl(flags.server, profile, env));
  return { applicant: { place: { application, org, origin }, signers, client }, genesis, handle };
}

function fromFolder(folder: string, flags: ApplicantFlags, env: NodeJS.ProcessEnv): KnownApplicant {
  const { application, organisation: org, origin, genesis, server, handle } = readApplied(folder);
  const roots = openRoots(folder, ROOT_QUORUM);
  const signers = roots.map((root) => rootSigner(root.sign));
  const client = guestClient(serverUrl(flags.server ?? env['SEALBRIDGE_SERVER'] ?? server, null, env));
  return { applicant: { place: { application, org, origin }, signers, client }, genesis, handle };
}

async function deviceSigner(profile: Parameters<typeof unlock>[0], env: NodeJS.ProcessEnv): Promise<EventSigner> {
  const { device, sign } = await unlock(profile, env);
  return { kind: 'device', signer: device, privateKey: sign.privateKey };
}

function rootSigners(paths: readonly string[], org: Id): EventSigner[] {
  if (paths.length !== ROOT_QUORUM) throw usage('E_USAGE', 'two root keys sign together', '--root FILE FILE');
  return paths.map((path) => {
    const root = openRootFile(path);
    if (root.org !== org) throw usage('E_KEY_FILE', `${path} is a root key of another organisation`);
    return rootSigner(root.sign);
  });
}

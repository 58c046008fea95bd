import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Invite } from '@sealbridge/directory';
import { type DeviceKeys, KeyringError, makeDeviceKeys, openKeyFile, passphraseBytes } from '@sealbridge/keyring';
import { toHex, wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { usage } from '../../output/failure.js';
import { passphrasePath, placeProfile, profileExists, readPassphrase } from '../../profile/place-profile.js';
import type { ProfileFile } from '../../profile/profile-file.js';

/** Which invitation made a profile, and what it offered: the same attempt again is known by it. */
const OFFER_FILE = 'invitation.json';

/** What a newcomer has learnt before there is a profile: pinned by the link, or signed by the administrator. */
export interface NewcomerPins {
  readonly server: string;
  /** `event_hash` of the stewards' first event. */
  readonly genesis: Uint8Array;
  /** The policy file, which hashes to the pin of the link. */
  readonly policyText: string;
  readonly invite: Invite;
  readonly organisationHandle: string;
  readonly unitHandles: readonly string[];
}

/** A profile that is to be made. */
export interface NewProfile {
  readonly name: string;
  readonly offer: Offer;
  readonly pins: NewcomerPins;
}

/** A profile that an earlier attempt made. */
export interface JoinedProfile {
  readonly offer: Offer;
  readonly keys: DeviceKeys;
}

/** What an invitation offered, as it is shown to whoever joins. */
export interface Offer {
  readonly invitation: Id;
  readonly organisation: string;
  readonly organisationName: string;
  readonly invitedBy: string;
  readonly member: Id;
  readonly roles: readonly string[];
  readonly units: readonly string[];
  readonly clearance: string;
  readonly jurisdictions: readonly string[];
  /** YYYY-MM-DD. */
  readonly trainingUntil: string;
  /** ISO 8601. */
  readonly expires: string;
}

/**
 * Makes the keys and the profile of a newcomer in a folder, all files of mode 0600. They are made beside it and moved there whole: what
 * is killed halfway leaves no profile, and of two at once one makes it and both have its keys. With a passphrase file in the
 * environment none is written. Throws a Failure (exit 2) when the folder is taken.
 */
export function makeProfile(folder: string, { name, offer, pins }: NewProfile, env: NodeJS.ProcessEnv): DeviceKeys {
  const keys = makeDeviceKeys({ org: pins.invite.org, member: pins.invite.member });
  const profile = profileOf(name, keys, pins);
  if (placeProfile(folder, { profile, keys, policyText: pins.policyText, besides: { [OFFER_FILE]: offer } }, env))
    return keys;
  const other = reopenProfile(folder, offer.invitation, env);
  if (other === null) throw profileExists();
  return other.keys;
}

/** A profile that an earlier attempt with this invitation made, or null when none did. Throws a Failure (exit 2) when it does not open. */
export function reopenProfile(folder: string, invitation: Id, env: NodeJS.ProcessEnv): JoinedProfile | null {
  const path = join(folder, OFFER_FILE);
  if (!existsSync(path)) return null;
  const offer = readOffer(path);
  if (offer.invitation !== invitation) return null;
  const passphrase = passphraseBytes(readPassphrase(passphrasePath(folder, env)));
  try {
    return { offer, keys: openKeyFile(new Uint8Array(readFileSync(join(folder, 'device.key'))), passphrase) };
  } catch (error) {
    if (error instanceof KeyringError) throw usage(error.code, error.message);
    throw error;
  } finally {
    wipe(passphrase);
  }
}

function readOffer(path: string): Offer {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Offer;
  } catch {
    throw usage('E_PROFILE', `the profile ${path} cannot be read`);
  }
}

function profileOf(name: string, keys: DeviceKeys, pins: NewcomerPins): ProfileFile {
  const { invite, server, genesis, policyText, organisationHandle, unitHandles } = pins;
  return {
    version: 1,
    profile: name,
    server,
    org: invite.org,
    orgHandle: organisationHandle,
    unit: invite.units[0] ?? invite.org,
    unitHandle: unitHandles[0] ?? organisationHandle,
    member: keys.member,
    device: keys.device,
    roles: invite.roles,
    passphraseFile: 'passphrase',
    policyFile: 'policy',
    policySha256: createHash('sha256').update(policyText).digest('hex'),
    genesis: toHex(genesis),
    origin: invite.origin,
  };
}

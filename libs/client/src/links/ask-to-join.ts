import { type ApiClient, AskForLinkDocument, ProveLinkDocument } from '@sealbridge/api-client';
import { fingerprint } from '@sealbridge/directory';
import {
  deriveLink,
  type DeviceKeys,
  type LinkMessage,
  type LinkSecrets,
  makeLinkProof,
  makeLinkRequest,
  makeNewDevice,
  type NewDevice,
  type Pins,
} from '@sealbridge/keyring';
import { equal, toBase64, wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { call, payload } from '../session/call.js';
import { readPolicy } from '../session/pinned-policy.js';
import { reachNode } from '../session/sign-in.js';
import { readingLink, readMessages } from './link-messages.js';
import { awaitStage, type LinkWait } from './link-wait.js';

/** Where a new device asks. */
export interface AskedServer {
  /** Its origin. */
  readonly server: string;
  readonly guest: ApiClient;
}

/** A device that was let in: whose it is now, and what it has to believe from now on. */
export interface JoinedDevice {
  readonly keys: DeviceKeys;
  readonly pins: Pins;
}

/** How a new device waits for an answer, and where it puts what it gets. */
export interface OfferWait extends LinkWait {
  /** Keeps keys and pins: the proof is not sent before it is done, nor when it fails. */
  readonly keep?: (joined: JoinedDevice) => Promise<void>;
}

/**
 * A new device that has asked and waits. Its steps come in this order, each once: `offered`, `confirmed`. Whoever gives up calls `wipe`;
 * after `offered` the keys are the caller's.
 */
export class AskingToJoin {
  readonly device: Id;
  /** To be compared with what the device shows that lets in. */
  readonly fingerprint: string;
  readonly #secrets: LinkSecrets;
  readonly #newDevice: NewDevice;
  readonly #request: LinkMessage;

  constructor(
    private readonly at: AskedServer,
    secrets: LinkSecrets,
    newDevice: NewDevice,
    request: LinkMessage,
  ) {
    this.device = newDevice.device;
    this.fingerprint = fingerprint(newDevice.sign.publicKey);
    [this.#secrets, this.#newDevice, this.#request] = [secrets, newDevice, request];
  }

  /**
   * Waits for the device that lets in, checks what it offers and that this server is the one it believes in, has keys and pins kept, and
   * proves that this device holds its keys. From the proof on it may be in the directory; `confirmed` waits for that. Throws a
   * ClientError: `verification` when an offer is not from whoever has the code, or another server answers; and what `keep` throws.
   */
  async offered({ keep, ...wait }: OfferWait = {}): Promise<JoinedDevice> {
    const { guest } = this.at;
    await awaitStage(guest, this.#secrets.lookup, 'offered', wait);
    const { offer } = await readMessages(guest, this.#secrets.lookup);
    if (offer === null) throw silent();
    const made = readingLink(() => makeLinkProof(this.#secrets.macKey, this.#newDevice, this.#request, offer));
    await this.#requireServerOf(made.pins);
    const joined = { keys: made.keys, pins: made.pins };
    await keep?.(joined);
    const { lookup } = this.#secrets;
    const input = { ...inputOf(lookup, made.proof.mac), proof: toBase64(made.proof.bytes) };
    payload((await call(() => guest.request(ProveLinkDocument, { input }))).proveLink, 'DeviceLinkPayload');
    return joined;
  }

  /** Waits until the server has taken what puts this device into the directory. Whether it is there, the directory says. */
  async confirmed(wait: LinkWait = {}): Promise<void> {
    await awaitStage(this.at.guest, this.#secrets.lookup, 'done', wait);
    wipe(this.#secrets.macKey);
  }

  /** Overwrites what was made. */
  wipe(): void {
    const { sign, kem } = this.#newDevice;
    wipe(this.#secrets.macKey, sign.privateKey, sign.seed, kem.seed);
  }

  async #requireServerOf({ policyText, origin }: Pins): Promise<void> {
    await reachNode(this.at.server, this.at.guest, { policy: readPolicy(policyText), origin });
  }
}

/**
 * Makes the keys of a new device and asks with a code that another device of the same person has, or will be given. Takes a moment and
 * 64 MiB. Throws a ClientError: `conflict` when another device has asked with this code.
 */
export async function askToJoin(at: AskedServer, code: string): Promise<AskingToJoin> {
  const secrets = readingCode(() => deriveLink(code));
  const newDevice = makeNewDevice();
  const request = makeLinkRequest(secrets.macKey, newDevice);
  const input = { ...inputOf(secrets.lookup, request.mac), request: toBase64(request.bytes) };
  const { askForLink } = await call(() => at.guest.request(AskForLinkDocument, { input }));
  if (askForLink.__typename === 'Conflict') throw usedBefore();
  payload(askForLink, 'DeviceLinkPayload');
  const kept = await readMessages(at.guest, secrets.lookup);
  if (!equal(kept.request.bytes, request.bytes)) throw usedBefore();
  return new AskingToJoin(at, secrets, newDevice, request);
}

/** What all messages of a link are sent with, base64. */
export function inputOf(
  lookup: Uint8Array,
  mac: Uint8Array,
): { readonly clientMutationId: string; readonly lookup: string; readonly mac: string } {
  return { clientMutationId: crypto.randomUUID(), lookup: toBase64(lookup), mac: toBase64(mac) };
}

/** What a code gives. Throws a ClientError (`usage`) for text that is none. */
export function readingCode<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'E_LINK_CODE')) throw error;
    throw new ClientError('E_LINK_CODE', 'usage', error.message, 'a code looks like ABCD-EFGH-JKMN-PQRS');
  }
}

function usedBefore(): ClientError {
  return new ClientError(
    'E_LINK_USED',
    'conflict',
    'another device has asked with this code',
    'if that was not you, somebody has seen it: let nobody in with it, and make a new one',
  );
}

function silent(): ClientError {
  return new ClientError('E_ANSWER', 'verification', 'the server says that there is an answer and does not give it');
}

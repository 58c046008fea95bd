import { AnswerLinkDocument } from '@sealbridge/api-client';
import { fingerprint, makeInvitedDeviceAdd } from '@sealbridge/directory';
import {
  deriveLink,
  type LinkMessage,
  type LinkRequest,
  type LinkSecrets,
  lockboxFor,
  makeLinkOffer,
  openLinkProof,
  openLinkRequest,
  type Pins,
} from '@sealbridge/keyring';
import { equal, toBase64, wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { EventDraft, publishDraft } from '../directory/event-draft.js';
import { syncDirectory, type VerifiedDirectory } from '../directory/sync-directory.js';
import { call, payload } from '../session/call.js';
import type { Person } from '../session/person.js';
import { openListedSeed, ownLockboxes } from '../unit-keys/unit-seed.js';
import { inputOf, readingCode } from './ask-to-join.js';
import { readingLink, readMessages } from './link-messages.js';
import { awaitStage, type LinkWait } from './link-wait.js';

/** Events that one publication holds, below what a server takes. */
const MAX_EVENTS = 190;

/** A device that asks to be let in. */
export interface AskingDevice {
  readonly device: Id;
  /** To be compared with what that device shows. */
  readonly fingerprint: string;
}

/** A device that is in the directory. */
export interface LetIn extends AskingDevice {
  /** Epochs whose keys it was given. */
  readonly epochs: number;
  /** Where its last event is on the log; null when it was not seen there in time. */
  readonly entry: number | null;
}

/** The device that lets a further one of the same person in, by a code that both have. Call `asking`, then `letIn`, then `close`. */
export class LinkToLetIn {
  #request: { readonly message: LinkMessage; readonly read: LinkRequest } | null = null;

  constructor(
    private readonly person: Person,
    private readonly pins: Pins,
    private readonly secrets: LinkSecrets,
  ) {}

  /** Waits for the device that asks. Throws a ClientError (`verification`) when it does not have the code. */
  async asking(wait: LinkWait = {}): Promise<AskingDevice> {
    const { client } = this.person;
    await awaitStage(client, this.secrets.lookup, 'asked', wait);
    const { request: message } = await readMessages(client, this.secrets.lookup);
    const read = readingLink(() => openLinkRequest(this.secrets.macKey, message));
    this.#request = { message, read };
    return { device: read.device, fingerprint: fingerprint(read.signPublicKey) };
  }

  /**
   * Answers, waits for the proof, and puts the device into the directory with the keys of every epoch that this device can open. All
   * checks are on the request that `asking` showed. Throws a ClientError: `verification` for a message that somebody without the code
   * made, `conflict` when the directory does not take it.
   */
  async letIn(wait: LinkWait = {}): Promise<LetIn> {
    const request = this.#request;
    if (request === null) throw new Error('nobody was looked at yet');
    const { client, profile } = this.person;
    const { lookup, macKey } = this.secrets;
    const owner = { org: profile.org, member: profile.member, pins: this.pins };
    const offer = makeLinkOffer(macKey, request.message, owner);
    const input = { ...inputOf(lookup, offer.mac), offer: toBase64(offer.bytes) };
    payload((await call(() => client.request(AnswerLinkDocument, { input }))).answerLink, 'DeviceLinkPayload');
    await awaitStage(client, lookup, 'proved', wait);
    const { request: kept, proof } = await readMessages(client, lookup);
    if (proof === null || !equal(kept.bytes, request.message.bytes)) throw changed();
    const signature = readingLink(() => openLinkProof(macKey, request.message, offer, proof));
    const { epochs, entry } = await addOwnDevice(this.person, request.read, signature);
    return { device: request.read.device, fingerprint: fingerprint(request.read.signPublicKey), epochs, entry };
  }

  /** Overwrites what follows from the code. */
  close(): void {
    wipe(this.secrets.macKey);
  }
}

/** Looks at the device that asks, or will ask, with a code. Takes a moment and 64 MiB. Throws a ClientError (`usage`) for a text that is no code. */
export function linkToLetIn(person: Person, pins: Pins, code: string): LinkToLetIn {
  return new LinkToLetIn(
    person,
    pins,
    readingCode(() => deriveLink(code)),
  );
}

/** Publishes the device and a lockbox of every epoch that this one holds, in one publication where they fit. */
async function addOwnDevice(
  person: Person,
  { device, link, signPublicKey, kemPublicKey }: LinkRequest,
  proof: Uint8Array,
): Promise<{ readonly epochs: number; readonly entry: number | null }> {
  const { org, member } = person.profile;
  const directory = await syncDirectory(person);
  const claim = { org, member, device, invitation: link, signPublicKey, kemPublicKey, proof };
  let draft = new EventDraft(directory, org, person.keys);
  const added = draft.addMade((position, context) => makeInvitedDeviceAdd(position, claim, context));
  const holder = { device, kemPublicKey, deviceEventHash: added.eventHash };
  const held = epochsOf(directory, person.keys.device);
  const boxes = held.length === 0 ? [] : await ownLockboxes(person);
  for (const { unit, epoch } of held) {
    if (draft.records.length >= MAX_EVENTS) {
      await publishDraft(person, draft, directory);
      draft = new EventDraft({ state: draft.state, log: directory.log }, org, person.keys);
    }
    const { seed } = openListedSeed(person.keys, directory.state, boxes, { unit, epoch });
    const lockbox = lockboxFor(seed, { org, unit, epoch }, holder);
    wipe(seed);
    draft.add({ type: 'LOCKBOX_ADD', unit, epoch, lockbox: { device, sha256: lockbox.sha256 } });
    draft.addLockbox(unit, epoch, lockbox);
  }
  return { epochs: held.length, entry: await publishDraft(person, draft, directory) };
}

/** The epochs that a device holds a lockbox of, newest first. */
function epochsOf({ state }: VerifiedDirectory, device: Id): { readonly unit: Id; readonly epoch: number }[] {
  const held = [...state.units.values()].flatMap(({ unit, epochs }) =>
    epochs.filter(({ lockboxes }) => lockboxes.has(device)).map(({ epoch }) => ({ unit, epoch })),
  );
  return held.sort((one, other) => other.epoch - one.epoch);
}

function changed(): ClientError {
  return new ClientError(
    'E_LINK_MAC',
    'verification',
    'the server gives another request than before',
    'do not go on; begin again with a new code',
  );
}

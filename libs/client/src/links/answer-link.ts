import { AnswerLinkDocument } from '@sealbridge/api-client';
import { fingerprint } from '@sealbridge/directory';
import {
  type LinkMessage,
  type LinkOffer,
  type LinkRequest,
  type LinkSecrets,
  makeLinkOffer,
  openLinkProof,
  openLinkRequest,
} from '@sealbridge/keyring';
import { equal, toBase64, wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { call, payload } from '../session/call.js';
import type { Person } from '../session/person.js';
import { inputOf } from './ask-to-join.js';
import { readingLink, readMessages } from './link-messages.js';
import { awaitStage, linkStages, type LinkWait } from './link-wait.js';

/** A device that asks to be let in. */
export interface AskingDevice {
  readonly device: Id;
  /** To be compared with what that device shows. */
  readonly fingerprint: string;
}

/** A device that holds the keys it asked with. */
export interface ProvedDevice extends LinkRequest {
  /** The signature that the event carries which puts it into the directory. */
  readonly proof: Uint8Array;
}

/**
 * The side of a link that answers. Call `asking` or `asked`, compare fingerprints, then what the link is for (which takes the proof), then
 * `close`. All checks are on the request whose fingerprint was given out.
 */
export abstract class AnsweredLink {
  #request: { readonly message: LinkMessage; readonly read: LinkRequest } | null = null;

  constructor(
    protected readonly person: Person,
    private readonly secrets: LinkSecrets,
  ) {}

  /** Waits for the device that asks. Throws as `asked`, and E_LINK_TIMEOUT (`network`) when none came. */
  async asking(wait: LinkWait = {}): Promise<AskingDevice> {
    await awaitStage(this.person.client, this.secrets.lookup, 'asked', wait);
    return this.asked();
  }

  /**
   * The device that asks already. Throws a ClientError: E_LINK (`refused`) when none does, E_LINK_DONE (`conflict`) when it was let in
   * before, `verification` when it does not have the code.
   */
  async asked(): Promise<AskingDevice> {
    const { client } = this.person;
    const [stage] = await linkStages(client, [this.secrets.lookup]);
    if (stage === 'done') throw letInBefore();
    const { request: message } = await readMessages(client, this.secrets.lookup);
    const read = readingLink(() => openLinkRequest(this.secrets.macKey, message));
    this.#request = { message, read };
    return { device: read.device, fingerprint: fingerprint(read.signPublicKey) };
  }

  /** Overwrites what follows from the code. */
  close(): void {
    wipe(this.secrets.macKey);
  }

  /**
   * Says to the device that asked whose it becomes, and waits until it has proved that it holds its keys. Throws a ClientError:
   * `verification` for a message that somebody without the code made, `refused` when another device has answered.
   */
  protected async proved(owner: LinkOffer, wait: LinkWait): Promise<ProvedDevice> {
    if (this.#request === null) throw new Error('nobody was looked at yet');
    const { message: request, read } = this.#request;
    const { client } = this.person;
    const { lookup, macKey } = this.secrets;
    const offer = makeLinkOffer(macKey, request, owner);
    const input = { ...inputOf(lookup, offer.mac), offer: toBase64(offer.bytes) };
    payload((await call(() => client.request(AnswerLinkDocument, { input }))).answerLink, 'DeviceLinkPayload');
    await awaitStage(client, lookup, 'proved', wait);
    const { request: kept, proof } = await readMessages(client, lookup);
    if (proof === null || !equal(kept.bytes, request.bytes)) throw changed();
    return { ...read, proof: readingLink(() => openLinkProof(macKey, request, offer, proof)) };
  }
}

function letInBefore(): ClientError {
  return new ClientError(
    'E_LINK_DONE',
    'conflict',
    'this code has let a device in already',
    'npx sealbridge keys devices lists yours: end one that is not, with keys revoke',
  );
}

function changed(): ClientError {
  return new ClientError(
    'E_LINK_MAC',
    'verification',
    'the server gives another request than before',
    'do not go on; begin again with a new code',
  );
}

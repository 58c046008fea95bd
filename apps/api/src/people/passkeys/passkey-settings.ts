import type { Ceremony } from './client-data.js';

/** For whom passkeys are made and asked here. */
export class PasskeySettings {
  /** Host name of the public origin: the site that passkeys are bound to. */
  readonly rpId: string;

  /** Given the public origin. */
  constructor(readonly origin: string) {
    this.rpId = new URL(origin).hostname;
  }

  /** A ceremony of this server with this challenge. */
  ceremony(challenge: Uint8Array): Ceremony {
    return { challenge, origin: this.origin, rpId: this.rpId };
  }
}

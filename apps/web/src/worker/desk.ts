// What this worker holds while it lives: at most one open vault, and whoever is signed in with it. Ending the worker ends all of it.
import { type ApiClient, makeApiClient } from '@sealbridge/api-client';
import {
  type AskingToJoin,
  type LinkToLetIn,
  type NodeIdentity,
  type Person,
  reachNode,
  readPolicy,
} from '@sealbridge/client';
import type { OpenVault, WordsKeys } from '@sealbridge/keyring';

import { WorkFailure } from './failure.js';
import type { PageOperations, WorkProgress } from './operations.js';
import type { StoredVault } from './put-statement.js';
import type { ReachedInvitation } from './reached-invitation.js';
import type { Peer } from './rpc.js';
import type { KeptDevice } from './store.js';

/** Which program asks, for the audit log. */
const BUILD = 'sealbridge-web';

/** Somebody inside: keys open, session started. */
export interface Inside {
  readonly person: Person;
  readonly node: NodeIdentity;
  readonly vault: OpenVault;
}

/** What has been begun and not ended: words that are on paper, an invitation that was read, a device that asks. */
export interface Begun {
  words: {
    readonly entropy: Uint8Array;
    readonly words: readonly string[];
    readonly asked: readonly number[];
    readonly made: number;
  } | null;
  /** Words that count already and can be looked at once more, until then (milliseconds since 1970). */
  again: { readonly words: readonly string[]; readonly until: number } | null;
  invitation: ReachedInvitation | null;
  asking: AskingToJoin | null;
  letting: LinkToLetIn | null;
  /** Signed in, and the passphrase is waited for. */
  passphrase: { readonly kept: KeptDevice; readonly bytes: Uint8Array; readonly stored: StoredVault | null } | null;
}

/** The worker's desk. */
export class Desk {
  /** Origin of the server that this console came from; there is no other. */
  readonly server = self.location.origin;
  /** Asks with the cookie of the session, where there is one. */
  readonly client: ApiClient = makeApiClient({ server: this.server, token: null, build: BUILD });
  readonly begun: Begun = {
    words: null,
    again: null,
    invitation: null,
    asking: null,
    letting: null,
    passphrase: null,
  };
  vault: OpenVault | null = null;
  person: Person | null = null;
  /** Held after coming back by words, so that the person need not be asked for a passkey they lost. */
  wordsKeys: WordsKeys | null = null;
  idleMinutes = 0;
  #kept: KeptDevice | null = null;

  constructor(readonly page: Peer<PageOperations>) {}

  /** What this browser keeps of the device whose vault is open. */
  get kept(): KeptDevice {
    if (this.#kept === null) throw new WorkFailure({ code: 'E_LOCKED', kind: 'sign_in' });
    return this.#kept;
  }

  set kept(kept: KeptDevice) {
    this.#kept = kept;
  }

  /** The open vault. Throws E_LOCKED. */
  opened(): OpenVault {
    if (this.vault === null) throw new WorkFailure({ code: 'E_LOCKED', kind: 'sign_in' });
    return this.vault;
  }

  /** Whoever is signed in with an open vault. Throws E_LOCKED. */
  inside(): Inside {
    const vault = this.opened();
    if (this.person === null) throw new WorkFailure({ code: 'E_LOCKED', kind: 'sign_in' });
    return { person: this.person, node: this.person.node, vault };
  }

  /** The node that answers, vouched for by the log that the open vault pins: also before there is a session. */
  async node(): Promise<NodeIdentity> {
    if (this.person !== null) return this.person.node;
    const { policyText, origin } = this.opened().pins;
    return (await reachNode(this.server, this.client, { policy: readPolicy(policyText), origin })).node;
  }

  /** Runs work that takes a moment, with the page saying so. */
  async during<T>(step: WorkProgress['step'], work: () => Promise<T> | T): Promise<T> {
    await this.page.call('progress', { step, done: null });
    try {
      return await work();
    } finally {
      await this.page.call('progress', null);
    }
  }
}

import { fingerprint, makeInvitedDeviceAdd } from '@sealbridge/directory';
import { deriveLink, type LinkSecrets, lockboxFor, type Pins } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { EventDraft, publishDraft } from '../directory/event-draft.js';
import { syncDirectory, type VerifiedDirectory } from '../directory/sync-directory.js';
import type { Person } from '../session/person.js';
import { openListedSeed, ownLockboxes } from '../unit-keys/unit-seed.js';
import { AnsweredLink, type AskingDevice, type ProvedDevice } from './answer-link.js';
import { readingCode } from './ask-to-join.js';
import type { LinkWait } from './link-wait.js';

/** Events that one publication holds, below what a server takes. */
const MAX_EVENTS = 190;

/** A device that is in the directory. */
export interface LetIn extends AskingDevice {
  /** Epochs whose keys it was given. */
  readonly epochs: number;
  /** Where its last event is on the log; null when it was not seen there in time. */
  readonly entry: number | null;
}

/** The device that lets a further one of the same person in, by a code that both have. */
export class LinkToLetIn extends AnsweredLink {
  constructor(
    person: Person,
    private readonly pins: Pins,
    secrets: LinkSecrets,
  ) {
    super(person, secrets);
  }

  /**
   * Answers, waits for the proof, and puts the device into the directory with the keys of every epoch that this device can open. Throws
   * a ClientError: `verification` for a message that somebody without the code made, `conflict` when the directory does not take it.
   */
  async letIn(wait: LinkWait = {}): Promise<LetIn> {
    const { org, member } = this.person.profile;
    const proved = await this.proved({ org, member, pins: this.pins }, wait);
    const { epochs, entry } = await addOwnDevice(this.person, proved);
    return { device: proved.device, fingerprint: fingerprint(proved.signPublicKey), epochs, entry };
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
  { device, link, signPublicKey, kemPublicKey, proof }: ProvedDevice,
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

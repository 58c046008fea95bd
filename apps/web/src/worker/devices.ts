// The devices and passkeys of whoever is inside, and letting another device in.
import { MyPasskeysDocument, RemovePasskeyDocument } from '@sealbridge/api-client';
import { call, EventDraft, linkToLetIn, payload, publishDraft, syncDirectory, withStepUp } from '@sealbridge/client';
import { type DirectoryState, fingerprint } from '@sealbridge/directory';
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from '@sealbridge/sodium';
import { type Id, parseId } from '@sealbridge/vocabulary';

import type { Desk } from './desk.js';
import { WorkFailure } from './failure.js';
import { keep } from './open-vault.js';
import type { Candidate, OwnDevice, OwnPasskey } from './operations.js';
import { takePasskeyOut } from './second-way.js';

const MS_PER_HOUR = 3_600_000;
/** A device that shows a code has asked already; so long it may still be on its way. */
const ASKED_WITHIN_MS = 5_000;

/** The devices of the person, as the log has them. */
export async function ownDevices(desk: Desk): Promise<OwnDevice[]> {
  const { person } = desk.inside();
  const { state } = await desk.during('reading_log', () => syncDirectory(person));
  await keep(desk, desk.opened());
  return state.devicesOf(person.profile.member).map((device) => ({
    device: device.device,
    state: device.ended === null ? 'active' : 'revoked',
    thisOne: device.device === person.profile.device,
    fingerprint: fingerprint(device.signPublicKey),
    addedAt: addedAt(state, person.profile.org, device.device),
  }));
}

/** When a device came into the directory, by the word of whoever signed; a recovery names it before it counts. */
function addedAt(state: DirectoryState, org: Id, device: Id): number | null {
  const added = state
    .events(org)
    .findLast(
      ({ event }) => (event.type === 'DEVICE_ADD' || event.type === 'RECOVERY_STARTED') && event.device === device,
    );
  return added === undefined ? null : added.hour * MS_PER_HOUR;
}

/** Ends a device of the person, on the log. */
export async function removeDevice(desk: Desk, text: string): Promise<void> {
  const { person } = desk.inside();
  const device = parseId(text);
  if (device === null || device === person.profile.device) throw new WorkFailure({ code: 'E_DEVICE', kind: 'usage' });
  await desk.during('publishing', async () => {
    const directory = await syncDirectory(person);
    const draft = new EventDraft(directory, person.profile.org, person.keys);
    draft.add({ type: 'DEVICE_REVOKE', device, reason: 'lost' });
    await publishDraft(person, draft, directory);
  });
  await keep(desk, desk.opened());
}

/** The passkeys of this device. */
export async function ownPasskeys(desk: Desk): Promise<OwnPasskey[]> {
  const { myPasskeys } = await call(() => desk.client.request(MyPasskeysDocument, {}));
  return myPasskeys.map(({ id, madeAt, lastUsedOn, backedUp }) => ({
    id: toBase64Url(fromBase64(id)),
    madeAt: Date.parse(madeAt),
    lastUsed: lastUsedOn ?? null,
    backedUp,
  }));
}

/** Takes a passkey out of the vault and then off the server. */
export async function removePasskey(desk: Desk, id: string): Promise<void> {
  const { person } = desk.inside();
  await takePasskeyOut(desk, id);
  const credential = fromBase64Url(id);
  const input = { clientMutationId: crypto.randomUUID(), id: toBase64(credential) };
  await withStepUp(person, { mutation: 'removePasskey', parts: [credential] }, async () => {
    payload(
      (await call(() => desk.client.request(RemovePasskeyDocument, { input }))).removePasskey,
      'RemovePasskeyPayload',
    );
  });
  await keep(desk, desk.opened());
}

/** The device that asks with a code, to be compared before it is let in. Takes 64 MiB and a moment. */
export async function findCandidate(desk: Desk, code: string): Promise<Candidate> {
  const { person, vault } = desk.inside();
  desk.begun.letting?.close();
  desk.begun.letting = null;
  const letting = await desk.during('stretching', () => linkToLetIn(person, vault.pins, code));
  const { device, fingerprint: shown } = await letting.asking({ withinMs: ASKED_WITHIN_MS });
  desk.begun.letting = letting;
  return { device, fingerprint: shown };
}

/** Lets it in: with a passkey shown for exactly these events. */
export async function admitCandidate(desk: Desk): Promise<void> {
  const { letting } = desk.begun;
  if (letting === null) throw new WorkFailure({ code: 'E_LINK_GONE', kind: 'usage' });
  const { device } = await desk.during('publishing', () => letting.letIn());
  letting.close();
  desk.begun.letting = null;
  const vault = desk.opened();
  await keep(desk, { ...vault, known: { ...vault.known, devices: [...vault.known.devices, device] } });
}

// A server that carries the messages of a link between two devices of a person, without the code that both have: it gives the new device
// another world to believe in, or puts a device of its own in its place.
import '../../support/malicious/removable-checks.js';

import { makeApiClient } from '@sealbridge/api-client';
import { askToJoin, linkToLetIn } from '@sealbridge/client';
import {
  deriveLink,
  type DeviceKeys,
  type LinkMessage,
  makeLinkCode,
  makeLinkOffer,
  makeLinkProof,
  makeLinkRequest,
  makeNewDevice,
  openLockbox,
  type Pins,
} from '@sealbridge/keyring';
import { fromBase64, randomBytes, ready, sha256, toBase64 } from '@sealbridge/sodium';

import { tagged } from '../../../libs/keyring/src/link-code.js';
import { makePresentWorld } from '../../support/api-world.js';
import type { SmallWorld } from '../../support/directory-fixture.js';
import { without } from '../../support/malicious/removed-check.js';
import { MaliciousServer } from '../../support/malicious/server.js';
import { outcome, personAt, pinsAt } from '../../support/malicious/victim.js';

let world: SmallWorld;
let server: MaliciousServer;
let carried: Carried;
/** What the server has in the place of the code. */
let macKey: Uint8Array;
let code: string;

/** The messages as the server gives them out. */
interface Carried {
  request: LinkMessage | null;
  offer: LinkMessage | null;
  proof: LinkMessage | null;
}

beforeEach(async () => {
  await ready();
  world = await makePresentWorld('links');
  server = await MaliciousServer.start(world);
  carried = { request: null, offer: null, proof: null };
  [macKey, code] = [randomBytes(32), makeLinkCode()];
  server.answer('DeviceLinkStages', () => ({ deviceLinkStages: [stage()] }));
  server.answer('DeviceLink', () => ({ deviceLink: shown() }));
  for (const [operation, field, part] of [
    ['AskForLink', 'askForLink', 'request'],
    ['AnswerLink', 'answerLink', 'offer'],
    ['ProveLink', 'proveLink', 'proof'],
  ] as const) {
    server.answer(operation, ({ input }) => {
      const sent = input as { readonly clientMutationId: string; readonly mac: string } & Record<typeof part, string>;
      carried[part] ??= { bytes: fromBase64(sent[part]), mac: fromBase64(sent.mac) };
      const { clientMutationId } = sent;
      return { [field]: { __typename: 'DeviceLinkPayload', clientMutationId, expiresAt: new Date().toISOString() } };
    });
  }
});

afterEach(() => server.stop());

function stage(): string {
  if (carried.proof !== null) return 'proved';
  if (carried.offer !== null) return 'offered';
  return carried.request === null ? 'none' : 'asked';
}

function shown() {
  const { request, offer, proof } = carried;
  const part = (name: string, message: LinkMessage | null) => ({
    [name]: message === null ? null : toBase64(message.bytes),
    [`${name}Mac`]: message === null ? null : toBase64(message.mac),
  });
  const expiresAt = new Date().toISOString();
  return { ...part('request', request), ...part('offer', offer), ...part('proof', proof), expiresAt };
}

/** A message under the key that the server has instead of the code. */
const retagged = (part: 'request' | 'offer', { bytes }: LinkMessage): LinkMessage => tagged(macKey, part, bytes);

it('carries what both devices of the person say while it changes nothing', async () => {
  const asking = await askToJoin(
    { server: server.origin, guest: makeApiClient({ server: server.origin, token: null }) },
    code,
  );
  const link = linkToLetIn(personAt(server, world.analyst, world.harbour), pinsAt(server), code);
  expect(await link.asking()).toEqual({ device: asking.device, fingerprint: asking.fingerprint });
});

it('swaps the pins in the offer, so that the new device believes in stewards of its own: the code in the mac stops it', async () => {
  const own: Pins = { ...pinsAt(server), genesis: randomBytes(32) };
  const join = async () => {
    carried = { request: null, offer: null, proof: null };
    const guest = makeApiClient({ server: server.origin, token: null });
    const asking = await askToJoin({ server: server.origin, guest }, code);
    const request = carried.request;
    if (request === null) throw new Error('nobody asked');
    const { org, member } = world.analyst;
    carried.offer = makeLinkOffer(macKey, retagged('request', request), { org, member, pins: own });
    return asking.offered();
  };
  expect((await without('requireTag', join)).pins).toEqual(own);
  expect(await outcome(join)).toEqual({ code: 'E_LINK_MAC', exit: 5 });
});

it('asks with a device of its own in the place of the new one: the code in the mac stops it', async () => {
  const ghost = makeNewDevice();
  carried.request = makeLinkRequest(macKey, ghost);
  server.answer('MyLockboxes', () => ({ myLockboxes: [ownLockbox(world.analyst)] }));
  const letIn = async () => {
    const link = linkToLetIn(personAt(server, world.analyst, world.harbour), pinsAt(server), code);
    await link.asking();
    const letting = link.letIn();
    await answered();
    const { request, offer } = carried;
    if (request === null || offer === null) throw new Error('nobody answered');
    carried.proof = makeLinkProof(macKey, ghost, request, retagged('offer', offer)).proof;
    return letting;
  };
  expect(await without('requireTag', letIn)).toMatchObject({ device: ghost.device, epochs: 1 });
  const [{ lockboxes } = { lockboxes: [] }] = server.published;
  const added = server.shown.records.findLast(({ body }) => body?.event.type === 'DEVICE_ADD');
  const bytes = fromBase64(lockboxes.find(({ device }) => device === ghost.device)?.bytes ?? '');
  const seed = openLockbox(bytes, ghost, {
    ...world.directory.listed(world.harbour.unit, 1, world.analyst.device),
    device: ghost.device,
    deviceEventHash: added?.eventHash ?? new Uint8Array(32),
    lockboxSha256: sha256(bytes),
  });
  expect(seed).toEqual(world.epochs.harbour.kem.seed);

  carried = { request: makeLinkRequest(macKey, makeNewDevice()), offer: null, proof: null };
  expect(await outcome(letIn)).toEqual({ code: 'E_LINK_MAC', exit: 5 });
});

it('cannot make the mac from what it is given: the lookup says nothing of it', () => {
  const { lookup, macKey: secret } = deriveLink(code);
  const request = makeLinkRequest(lookup, makeNewDevice());
  expect(tagged(secret, 'request', request.bytes).mac).not.toEqual(request.mac);
});

function ownLockbox({ device }: DeviceKeys) {
  const { harbour, epochs } = world;
  const bytes = epochs.harbour.lockboxes.find((lockbox) => lockbox.device === device)?.bytes ?? new Uint8Array();
  return { unit: harbour.unit, epoch: 1, bytes: toBase64(bytes) };
}

/** Once the old device has answered. */
async function answered(): Promise<void> {
  while (carried.offer === null) await new Promise((resolve) => setImmediate(resolve));
}

// Links between devices as the command line makes them, message by message, so that a spec can change one of them.
import { randomUUID } from 'node:crypto';

import {
  AnswerLinkDocument,
  AskForLinkDocument,
  DeviceLinkDocument,
  DeviceLinkStagesDocument,
  ProveLinkDocument,
  type ApiClient,
} from '@sealbridge/api-client';
import {
  type DirectoryState,
  makeEvent,
  makeInvitedDeviceAdd,
  signJoinProof,
  signedEvent,
  signEvent,
  type EventRecord,
} from '@sealbridge/directory';
import {
  deriveLink,
  lockboxFor,
  makeLinkCode,
  makeLinkOffer,
  makeLinkProof,
  makeLinkRequest,
  makeNewDevice,
  openLinkRequest,
  type DeviceKeys,
  type LinkMessage,
  type LinkSecrets,
  type NewDevice,
  type Pins,
} from '@sealbridge/keyring';
import { toBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { TestApi } from './api.js';
import { lockboxInput } from './api.js';
import { deviceSigner } from './agreement-drafts.js';

/** A code, a new device and its request. */
export interface TestLink extends LinkSecrets {
  readonly device: NewDevice;
  readonly request: LinkMessage;
}

/** A link whose every message has passed the server. */
export interface ProvedLink extends TestLink {
  readonly keys: DeviceKeys;
}

/** A new device that has not asked yet. */
export function newLink(): TestLink {
  const secrets = deriveLink(makeLinkCode());
  const device = makeNewDevice();
  return { ...secrets, device, request: makeLinkRequest(secrets.macKey, device) };
}

/** Another request under the same code. */
export function otherRequest({ macKey }: TestLink): LinkMessage {
  return makeLinkRequest(macKey, makeNewDevice());
}

/** The id of a link. */
export function linkId({ macKey, request }: TestLink): Id {
  return openLinkRequest(macKey, request).link;
}

/** What the messages of a link do at a server. */
export function linkRequests(guest: ApiClient) {
  const inputOf = ({ lookup }: Pick<TestLink, 'lookup'>, { mac }: LinkMessage) => ({
    clientMutationId: randomUUID(),
    lookup: toBase64(lookup),
    mac: toBase64(mac),
  });
  return {
    inputOf,
    ask: async (link: TestLink, request = link.request) => {
      const input = { ...inputOf(link, request), request: toBase64(request.bytes) };
      return (await guest.request(AskForLinkDocument, { input })).askForLink;
    },
    answer: async (client: ApiClient, link: TestLink, offer: LinkMessage) => {
      const input = { ...inputOf(link, offer), offer: toBase64(offer.bytes) };
      return (await client.request(AnswerLinkDocument, { input })).answerLink;
    },
    prove: async (link: TestLink, proof: LinkMessage) => {
      const input = { ...inputOf(link, proof), proof: toBase64(proof.bytes) };
      return (await guest.request(ProveLinkDocument, { input })).proveLink;
    },
    read: async ({ lookup }: Pick<TestLink, 'lookup'>) =>
      (await guest.request(DeviceLinkDocument, { lookup: toBase64(lookup) })).deviceLink,
    stages: async (...links: readonly Pick<TestLink, 'lookup'>[]) => {
      const lookups = links.map(({ lookup }) => toBase64(lookup));
      return (await guest.request(DeviceLinkStagesDocument, { lookups })).deviceLinkStages;
    },
  };
}

/** The offer of a device of harbour. */
export function offerOf({ world, origin }: Pick<TestApi, 'world' | 'origin'>, link: TestLink, by: DeviceKeys) {
  const pins: Pins = {
    server: origin,
    orgHandle: 'harbour',
    unit: world.harbour.unit,
    unitHandle: 'harbour',
    roles: ['analyst'],
    genesis: new Uint8Array(32),
    policyText: 'log demo.invalid/1\n',
    origin: 'demo.invalid/1',
  };
  return makeLinkOffer(link.macKey, link.request, { org: by.org, member: by.member, pins });
}

/** What the new device makes of an offer: its proof, and the keys as they belong to their owner. */
export function proofOf(
  link: TestLink,
  offer: LinkMessage,
): { readonly proof: LinkMessage; readonly linked: ProvedLink } {
  const { proof, keys } = makeLinkProof(link.macKey, link.device, link.request, offer);
  return { proof, linked: { ...link, keys } };
}

/** DEVICE_ADD of a link, signed by a device of the same member; `device` when it is another one than that of the link. */
export function linkedDeviceAdd(
  { world: { directory } }: Pick<TestApi, 'world'>,
  link: ProvedLink,
  by: DeviceKeys,
  { device, sign, kem }: NewDevice = link.device,
): EventRecord {
  const keys = { device, signPublicKey: sign.publicKey, kemPublicKey: kem.publicKey };
  const claim = { ...keys, org: by.org, member: by.member, invitation: linkId(link) };
  const proof = signJoinProof(claim, sign.privateKey);
  const context = { hour: directory.hour };
  const event = makeInvitedDeviceAdd(directory.state.nextPosition(by.org), { ...claim, proof }, context);
  return signedEvent(event, [signEvent(event, deviceSigner(by))]);
}

/** LOCKBOX_ADD that gives a device the first epoch of harbour, and the lockbox as it is published beside it. */
export function linkedLockbox(
  { world }: Pick<TestApi, 'world'>,
  state: DirectoryState,
  added: EventRecord,
  { keys }: ProvedLink,
  by: DeviceKeys,
) {
  const { harbour, epochs, directory } = world;
  const { epoch, kem } = epochs.harbour;
  const holder = { device: keys.device, kemPublicKey: keys.kem.publicKey, deviceEventHash: added.eventHash };
  const lockbox = lockboxFor(kem.seed, { org: by.org, unit: harbour.unit, epoch }, holder);
  const entry = { device: lockbox.device, sha256: lockbox.sha256 };
  const fields = { type: 'LOCKBOX_ADD', unit: harbour.unit, epoch, lockbox: entry } as const;
  const event = makeEvent(state.nextPosition(by.org), fields, { hour: directory.hour });
  const record = signedEvent(event, [signEvent(event, deviceSigner(by))]);
  return { record, input: lockboxInput(harbour.unit, epoch, lockbox) };
}

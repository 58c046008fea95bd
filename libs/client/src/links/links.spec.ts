// A server between two devices that link. Each attack is tried twice: with the checks of the messages taken out it gets through, so
// that it is one; with them it does not.
import {
  AnswerLinkDocument,
  type ApiClient,
  AskForLinkDocument,
  DeviceLinkDocument,
  DeviceLinkStagesDocument,
  InstanceDocument,
  ProveLinkDocument,
} from '@sealbridge/api-client';
import { fingerprint } from '@sealbridge/directory';
import {
  deriveLink,
  type DeviceKeys,
  type LinkMessage,
  makeDeviceKeys,
  makeLinkCode,
  makeLinkOffer,
  makeLinkRequest,
  makeNewDevice,
  type Pins,
} from '@sealbridge/keyring';
import { fromBase64, makeSigningKeyPair, randomBytes, ready, toBase64 } from '@sealbridge/sodium';
import { makeNodeCertificate, makeNoteSigner, verifierOf, writeVerifierKey } from '@sealbridge/transparency';
import { type Id, idFromBytes } from '@sealbridge/vocabulary';

import { memoryStores } from '../../../../test/support/memory-stores.js';
import type { Person } from '../session/person.js';
import { askToJoin } from './ask-to-join.js';
import { linkToLetIn } from './let-in.js';

let checked = true;
interface Tags {
  readonly requireTag: (...args: readonly unknown[]) => void;
}
jest.mock('../../../keyring/src/link-code', () => {
  const real = jest.requireActual<Tags>('../../../keyring/src/link-code');
  const requireTag = (...args: readonly unknown[]): void => {
    if (checked) real.requireTag(...args);
  };
  return { ...real, requireTag };
});

const ORIGIN = 'log.example/links';
const SERVER = 'http://localhost:4999';
const NEVER_WAIT = { withinMs: 0 };

/** What a server keeps of one link, and gives out. */
class Between {
  readonly log = makeNoteSigner(ORIGIN, 'ed25519');
  request: LinkMessage | null = null;
  offer: LinkMessage | null = null;
  proof: LinkMessage | null = null;
  /** What a server that lies gives in place of what it got. */
  change: Partial<Record<'request' | 'offer' | 'proof', LinkMessage>> = {};
  certifiedBy = this.log;
  done = false;

  get policyText(): string {
    return `log ${writeVerifierKey(verifierOf(this.log))}\nquorum none\n`;
  }

  readonly client = {
    request: (document: unknown, variables: { readonly input?: Readonly<Record<string, string>> }) =>
      Promise.resolve(this.#answer(document, variables.input ?? {})),
  } as unknown as ApiClient;

  #answer(document: unknown, input: Readonly<Record<string, string>>): object {
    const kept = { __typename: 'DeviceLinkPayload', clientMutationId: '', expiresAt: '' };
    const sent = (name: string): LinkMessage => ({
      bytes: fromBase64(input[name] ?? ''),
      mac: fromBase64(input['mac'] ?? ''),
    });
    switch (document) {
      case InstanceDocument:
        return { instance: { nodeCert: toBase64(this.#certificate()) } };
      case DeviceLinkStagesDocument:
        return { deviceLinkStages: [this.#stage()] };
      case AskForLinkDocument:
        this.request = sent('request');
        return { askForLink: kept };
      case AnswerLinkDocument:
        this.offer = sent('offer');
        return { answerLink: kept };
      case ProveLinkDocument:
        this.proof = sent('proof');
        return { proveLink: kept };
      case DeviceLinkDocument:
        return { deviceLink: this.#stage() === 'none' ? null : this.#given() };
      default:
        throw new Error('asked for something else');
    }
  }

  #stage(): string {
    if (this.done) return 'done';
    if (this.proof !== null) return 'proved';
    if ((this.change.offer ?? this.offer) !== null) return 'offered';
    return (this.change.request ?? this.request) === null ? 'none' : 'asked';
  }

  #given(): object {
    const [request, offer, proof] = [
      this.change.request ?? this.request,
      this.change.offer ?? this.offer,
      this.change.proof ?? this.proof,
    ].map((message) => (message === null ? null : { bytes: toBase64(message.bytes), mac: toBase64(message.mac) }));
    return {
      ...{
        request: request?.bytes,
        requestMac: request?.mac,
        offer: offer?.bytes ?? null,
        offerMac: offer?.mac ?? null,
      },
      ...{ proof: proof?.bytes ?? null, proofMac: proof?.mac ?? null, expiresAt: '' },
    };
  }

  #certificate(): Uint8Array {
    const node = { nodeId: 'node-a', publicKey: makeSigningKeyPair().publicKey, origin: ORIGIN, notBefore: 1 };
    return makeNodeCertificate(node, this.certifiedBy.privateKey);
  }
}

describe('a link between two devices, when the server lies', () => {
  let server: Between;
  let owner: DeviceKeys;
  let code: string;
  let macKey: Uint8Array;

  beforeAll(ready);
  beforeEach(() => {
    checked = true;
    server = new Between();
    owner = makeDeviceKeys({ org: idFromBytes(randomBytes(16)), member: idFromBytes(randomBytes(16)) });
    code = makeLinkCode();
    ({ macKey } = deriveLink(code));
  });

  const pins = (change: Partial<Pins> = {}): Pins => ({
    server: SERVER,
    orgHandle: 'harbour',
    unit: owner.org,
    unitHandle: 'harbour',
    roles: ['analyst'],
    genesis: new Uint8Array(32).fill(1),
    policyText: server.policyText,
    origin: ORIGIN,
    ...change,
  });
  const at = () => ({ server: SERVER, guest: server.client });
  const letsIn = () => {
    const person = { profile: { org: owner.org, member: owner.member }, keys: owner, client: server.client };
    return linkToLetIn({ ...person, stores: memoryStores() } as unknown as Person, pins(), code);
  };
  /** A message by somebody who has no code. */
  const forged = {
    request: (): { readonly message: LinkMessage; readonly shown: string } => {
      const device = makeNewDevice();
      return { message: makeLinkRequest(randomBytes(32), device), shown: fingerprint(device.sign.publicKey) };
    },
    /** An offer that makes the device somebody else's, or lets it believe in another network. */
    offer: (request: LinkMessage, member = owner.member, change: Partial<Pins> = {}): LinkMessage => {
      checked = false;
      try {
        return makeLinkOffer(randomBytes(32), request, { org: owner.org, member, pins: pins(change) });
      } finally {
        checked = true;
      }
    },
  };
  const unchecked = async <T>(work: () => Promise<T>): Promise<T> => {
    checked = false;
    try {
      return await work();
    } finally {
      checked = true;
    }
  };

  it('goes through a server that passes on what it gets', async () => {
    const asking = await askToJoin(at(), code);
    const link = letsIn();
    expect(await link.asking(NEVER_WAIT)).toEqual({ device: asking.device, fingerprint: asking.fingerprint });
    server.offer = makeLinkOffer(macKey, server.request!, { org: owner.org, member: owner.member, pins: pins() });
    const { keys, pins: pinned } = await asking.offered(NEVER_WAIT);
    expect(keys).toMatchObject({ org: owner.org, member: owner.member, device: asking.device });
    expect(pinned).toEqual(pins());
  });

  it('proves nothing before its keys are kept: no device stands in the directory whose keys nobody has', async () => {
    const asking = await askToJoin(at(), code);
    server.offer = makeLinkOffer(macKey, server.request!, { org: owner.org, member: owner.member, pins: pins() });
    const full = new Error('the disk is full');
    const failing = asking.offered({ ...NEVER_WAIT, keep: () => Promise.reject(full) });
    await expect(failing).rejects.toBe(full);
    expect(server.proof).toBeNull();
    const kept: Id[] = [];
    await asking.offered({ ...NEVER_WAIT, keep: async ({ keys }) => Promise.resolve(void kept.push(keys.device)) });
    expect([kept, server.proof]).toEqual([[asking.device], expect.anything()]);
  });

  it('is told that no device asks with a code that was mistyped', async () => {
    await expect(letsIn().asked()).rejects.toMatchObject({ code: 'E_LINK', kind: 'refused' });
  });

  it('is told that a code has let a device in already', async () => {
    await askToJoin(at(), code);
    server.done = true;
    await expect(letsIn().asked()).rejects.toMatchObject({ code: 'E_LINK_DONE', kind: 'conflict' });
  });

  it('lets in no device whose keys the server put in place of those that asked', async () => {
    await askToJoin(at(), code);
    const { message, shown } = forged.request();
    server.change = { request: message };
    expect(await unchecked(() => letsIn().asking(NEVER_WAIT))).toMatchObject({ fingerprint: shown });
    await expect(letsIn().asking(NEVER_WAIT)).rejects.toMatchObject({ code: 'E_LINK_MAC', kind: 'verification' });
  });

  it('believes in no network that the server put in place of the owner’s', async () => {
    const asking = await askToJoin(at(), code);
    server.change = { offer: forged.offer(server.request!, owner.member, { genesis: new Uint8Array(32).fill(9) }) };
    const { pins: believed } = await unchecked(() => asking.offered(NEVER_WAIT));
    expect(believed.genesis).toEqual(new Uint8Array(32).fill(9));
    await expect(asking.offered(NEVER_WAIT)).rejects.toMatchObject({ code: 'E_LINK_MAC', kind: 'verification' });
  });

  it('becomes nobody else’s device', async () => {
    const asking = await askToJoin(at(), code);
    const other = idFromBytes(randomBytes(16));
    server.change = { offer: forged.offer(server.request!, other) };
    expect((await unchecked(() => asking.offered(NEVER_WAIT))).keys.member).toBe(other);
    await expect(asking.offered(NEVER_WAIT)).rejects.toMatchObject({ code: 'E_LINK_MAC' });
  });

  it('goes on with no other server than the one that the owner’s log vouches for', async () => {
    const asking = await askToJoin(at(), code);
    server.offer = makeLinkOffer(macKey, server.request!, { org: owner.org, member: owner.member, pins: pins() });
    server.certifiedBy = makeNoteSigner(ORIGIN, 'ed25519');
    await expect(asking.offered(NEVER_WAIT)).rejects.toMatchObject({
      code: 'E_NODE_CERTIFICATE',
      kind: 'verification',
    });
    expect(server.proof).toBeNull();
  });

  it('takes no proof of somebody without the code', async () => {
    await askToJoin(at(), code);
    const link = letsIn();
    await link.asking(NEVER_WAIT);
    server.proof = { bytes: randomBytes(120), mac: randomBytes(32) };
    await expect(link.letIn(NEVER_WAIT)).rejects.toMatchObject({ code: 'E_LINK_MAC', kind: 'verification' });
  });

  it('lets nobody in when the request changes after it was looked at', async () => {
    await askToJoin(at(), code);
    const link = letsIn();
    await link.asking(NEVER_WAIT);
    server.change = { request: makeLinkRequest(macKey, makeNewDevice()) };
    server.proof = { bytes: randomBytes(120), mac: randomBytes(32) };
    await expect(link.letIn(NEVER_WAIT)).rejects.toMatchObject({ code: 'E_LINK_MAC', kind: 'verification' });
  });

  it('alarms whose code somebody else has used, also when the server is silent about it', async () => {
    server.change = { request: makeLinkRequest(macKey, makeNewDevice()) };
    await expect(askToJoin(at(), code)).rejects.toMatchObject({ code: 'E_LINK_USED', kind: 'conflict' });
  });

  it('waits for nobody longer than it is told, and not at all when it is called off', async () => {
    await expect(letsIn().asking(NEVER_WAIT)).rejects.toMatchObject({ code: 'E_LINK_TIMEOUT', kind: 'network' });
    const called = new AbortController();
    const waiting = letsIn().asking({ signal: called.signal });
    called.abort(new Error('called off'));
    await expect(waiting).rejects.toThrow('called off');
  });

  it.each(['', 'ABCD-EFGH', 'not a code at all!'])(
    'is refused for the code %j before anything is sent',
    async (text) => {
      await expect(askToJoin(at(), text)).rejects.toMatchObject({ code: 'E_LINK_CODE', kind: 'usage' });
      expect(server.request).toBeNull();
    },
  );
});

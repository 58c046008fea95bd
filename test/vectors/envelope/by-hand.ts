// Seals a report straight from docs/reference/envelope.md, without libs/envelope or libs/sealing: a second writer, and one
// that can be told to deviate at any place and still sign and seal what comes out.
import { encode, type CborValue } from '@sealbridge/cbor';
import type { DeviceKeys } from '@sealbridge/keyring';
import {
  concat,
  hkdfSha256,
  hmacSha256,
  hpkeSeal,
  makeStreamSealer,
  pae,
  sha256,
  signTyped,
  toHex,
  u32be,
  utf8,
} from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { FIXTURE_HOUR, FIXTURE_ORIGIN } from '../../support/directory-fixture.js';
import { bodyFields, CARD, cardHash, fresh, freshId, POLICY, type Fields } from './content.js';
import type { EnvelopeWorld } from './world.js';

const CHUNK = 65_536;

/** A ciphertext with its header. */
export interface HandStream {
  readonly header: Uint8Array;
  readonly ct: Uint8Array;
}

/** Changes one part's fields before it is encoded. */
export type Change = (fields: Fields) => Fields;

/** Changes how one stream is made. */
export interface StreamChange {
  readonly plaintext?: (bytes: Uint8Array) => Uint8Array;
  readonly padded?: (bytes: Uint8Array) => Uint8Array;
  readonly seal?: (key: Uint8Array, padded: Uint8Array, aad: Uint8Array) => HandStream;
  readonly aad?: Uint8Array;
  /** Given out in place of the ciphertext that CORE names. */
  readonly shown?: (ct: Uint8Array) => Uint8Array;
}

/** Where the envelope is to deviate. All that depends on a changed part follows it. */
export interface Deviations {
  readonly dek?: Uint8Array;
  readonly grantDek?: Uint8Array;
  readonly policy?: Change;
  readonly setPolicy?: Change;
  readonly body?: Change;
  readonly bodyStream?: StreamChange;
  readonly attachment?: StreamChange;
  readonly core?: Change;
  readonly coreBytes?: (bytes: Uint8Array) => Uint8Array;
  readonly mac?: (mac: Uint8Array) => Uint8Array;
  readonly frame?: Change;
  readonly author?: DeviceKeys;
  readonly frameDomain?: 'sr1.core' | 'sr1.open';
  readonly grant?: Change;
  /** Changes the whole grant after it was sealed; the set lists the result. */
  readonly sealedGrant?: Change;
  readonly grantInfo?: string;
  readonly grantKey?: Uint8Array;
  readonly listed?: (hashes: Uint8Array[], ofGrant: Uint8Array) => Uint8Array[];
  readonly set?: Change;
  readonly setAuthor?: DeviceKeys;
  readonly setFrame?: Change;
  readonly version?: number;
  readonly seq?: number;
  readonly prevReport?: Uint8Array;
  readonly prevSet?: Uint8Array;
  readonly noAttachment?: boolean;
  /** The card shown in clear; CORE and BODY are changed apart. */
  readonly card?: Uint8Array;
}

/** All parts of a sealed report as a reader gets them. */
export interface HandEnvelope {
  readonly frame: Uint8Array;
  readonly core: Uint8Array;
  readonly policy: Uint8Array;
  readonly setPolicy: Uint8Array | null;
  readonly grantSet: Uint8Array;
  readonly grantSetHash: Uint8Array;
  readonly grant: Uint8Array;
  readonly reportHash: Uint8Array;
  readonly body: Uint8Array;
  readonly attachment: Uint8Array | null;
  readonly card: { readonly salt: Uint8Array; readonly card: Uint8Array };
}

/** Bytes of the attachment that the envelope carries. */
export const ATTACHMENT = utf8('synthetic attachment, line by line\n'.repeat(40));

/** Seals the report of content.ts from harbour's analyst to northgate. */
export function sealByHand(world: EnvelopeWorld, change: Deviations = {}): HandEnvelope {
  const { harbour, northgate, analyst, epochs, agreement } = world;
  const { version = 1, author = analyst } = change;
  const reportId = idToBytes(freshId('report'));
  const dek = change.dek ?? fresh('dek');
  const scope = concat(reportId, u32be(version));
  const key = (...label: CborValue[]): Uint8Array =>
    hkdfSha256({ ikm: dek, salt: scope, info: encode(label), length: 32 });

  const policyFields = apply(POLICY(idToBytes(agreement.agreement.agreement)), change.policy);
  const policy = encode(policyFields);
  const setPolicy = change.setPolicy === undefined ? null : encode(apply(policyFields, change.setPolicy));
  const policyHash = sha256(pae('sr1.policy', policy));

  const attId = idToBytes(freshId('attachment'));
  const withFile = change.noAttachment !== true;
  const attAad = encode(['sr1/att', reportId, version, attId]);
  const file = streamOf(ATTACHMENT, 65_536, key('sr1/att', attId), attAad, change.attachment);

  const binding: CborValue[] = [
    reportId,
    version,
    idToBytes(harbour.org.org),
    idToBytes(harbour.unit),
    idToBytes(author.device),
    policyHash,
  ];
  const attachments = withFile
    ? [[attId, 'scan.pdf', 'application/pdf', ATTACHMENT.length, sha256(ATTACHMENT)] as CborValue]
    : [];
  const plaintext = encode(apply(bodyFields(binding, attachments), change.body));
  const bodyAad = encode(['sr1/body', reportId, version]);
  const body = streamOf(plaintext, bodyStep(plaintext.length), key('sr1/body'), bodyAad, change.bodyStream);

  const checkpoint = [FIXTURE_ORIGIN, world.checkpointSize, fresh('root'), fresh('note')];
  const core = (change.coreBytes ?? same)(
    encode(
      apply(
        numbered(
          'sr1',
          reportId,
          version,
          change.prevReport ?? null,
          idToBytes(harbour.org.org),
          idToBytes(author.device),
          1,
          cardHash(),
          policyHash,
          [body.header, body.ct.length, sha256(body.ct)],
          withFile ? [[attId, file.header, file.ct.length, sha256(file.ct)]] : [],
          FIXTURE_HOUR,
          idToBytes(freshId('consent')),
          checkpoint,
          1,
          idToBytes(harbour.unit),
        ),
        change.core,
      ),
    ),
  );
  const mac = (change.mac ?? same)(hmacSha256(key('sr1/mac'), core));
  const signature = signTyped(change.frameDomain ?? 'sr1.core', concat(core, mac), author.sign.privateKey);
  const frame = encode(apply(numbered('sr1.core', idToBytes(author.device), core, mac, signature), change.frame));
  const reportHash = sha256(pae('sr1.core', concat(core, mac)));

  const publicKey = change.grantKey ?? epochs.northgate.kem.publicKey;
  const terms = apply(
    numbered(
      'sr1g',
      reportId,
      version,
      reportHash,
      idToBytes(freshId('grant')),
      idToBytes(northgate.unit),
      1,
      sha256(publicKey),
      ['trafficking_investigation', 'victim_safeguarding'],
      FIXTURE_HOUR + 24 * 365,
      idToBytes(agreement.agreement.agreement),
      agreement.hash,
      1,
    ),
    change.grant,
  );
  const info = utf8(change.grantInfo ?? 'sr1/dek');
  const aad = sha256(encode(terms));
  const keyed = change.grantDek ?? dek;
  const sealed = once([publicKey, info, aad, keyed], () => hpkeSeal({ publicKey, info, aad, plaintext: keyed }));
  const whole = new Map<number, CborValue>([...terms, [13, sealed.enc], [14, sealed.ct]]);
  const grant = encode(apply(whole, change.sealedGrant));

  const filler = Array.from({ length: 7 }, (_, index) => fresh(`filler ${index}`));
  const ofGrant = sha256(grant);
  const values = (change.listed ?? same)(byBytes([ofGrant, ...filler]), ofGrant);
  const setAuthor = change.setAuthor ?? analyst;
  const seq = change.seq ?? 0;
  const grantSetBytes = encode(
    apply(
      numbered(
        'sr1s',
        reportId,
        version,
        reportHash,
        seq,
        change.prevSet ?? null,
        values,
        'ACTIVE',
        setPolicy === null ? policyHash : sha256(pae('sr1.policy', setPolicy)),
        checkpoint,
        FIXTURE_HOUR,
        idToBytes(setAuthor.device),
        idToBytes(harbour.org.org),
      ),
      change.set,
    ),
  );
  const setSignature = signTyped('sr1.grantset', grantSetBytes, setAuthor.sign.privateKey);
  const grantSet = encode(
    apply(numbered('sr1.grantset', idToBytes(setAuthor.device), grantSetBytes, setSignature), change.setFrame),
  );
  return {
    frame,
    core,
    policy,
    setPolicy,
    grantSet,
    grantSetHash: sha256(pae('sr1.grantset', grantSetBytes)),
    grant,
    reportHash,
    body: (change.bodyStream?.shown ?? same)(body.ct),
    attachment: withFile ? (change.attachment?.shown ?? same)(file.ct) : null,
    card: { ...CARD, card: change.card ?? CARD.card },
  };
}

/** A map with the keys 0, 1, 2 ... */
export function numbered(...values: CborValue[]): Fields {
  return new Map(values.map((value, index) => [index, value]));
}

/** Replaces, adds or (undefined) removes one field. */
export function field(key: number, value: CborValue | undefined): Change {
  return (fields) => {
    const changed = new Map(fields);
    if (value === undefined) changed.delete(key);
    else changed.set(key, value);
    return changed;
  };
}

/** Seals a stream as the rules say, or with chunks of another size. */
export function sealChunks(key: Uint8Array, padded: Uint8Array, aad: Uint8Array, size = CHUNK): HandStream {
  const sealer = makeStreamSealer(key);
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset === 0 || offset < padded.length; offset += size) {
    const last = offset + size >= padded.length;
    const chunk = padded.subarray(offset, offset + size);
    parts.push(sealer.push(chunk, offset === 0 ? { last, aad } : { last }));
  }
  return { header: sealer.header, ct: concat(...parts) };
}

function streamOf(
  plaintext: Uint8Array,
  padTo: number,
  key: Uint8Array,
  aad: Uint8Array,
  change: StreamChange = {},
): HandStream {
  const content = (change.plaintext ?? same)(plaintext);
  const padded = new Uint8Array(Math.max(padTo, content.length + 1));
  padded.set(content);
  padded[content.length] = 0x80;
  return (change.seal ?? sealOnce)(key, (change.padded ?? same)(padded), change.aad ?? aad);
}

function bodyStep(length: number): number {
  return [4096, 16_384, 65_536].find((step) => step > length) ?? 262_144;
}

function apply(fields: Fields, change: Change | undefined): Fields {
  return change === undefined ? fields : change(fields);
}

function same<T>(value: T): T {
  return value;
}

function byBytes(values: readonly Uint8Array[]): Uint8Array[] {
  return [...values].sort((a, b) => Buffer.compare(a, b));
}

// Sealing is random. Cases that seal the same share one result, so that their files hold only what really differs.
const made = new Map<string, unknown>();

function once<T>(inputs: readonly Uint8Array[], make: () => T): T {
  const key = inputs.map((input) => toHex(sha256(input))).join(' ');
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value as T;
}

function sealOnce(key: Uint8Array, padded: Uint8Array, aad: Uint8Array): HandStream {
  return once([key, padded, aad], () => sealChunks(key, padded, aad));
}

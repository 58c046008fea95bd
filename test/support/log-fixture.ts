// A small log made with the library's own writers: entries of every kind, tiles, checkpoint, cosignatures, bundle.
import { encode, type CborValue } from '@sealbridge/cbor';
import { fromHex, makeSigningKeyPair, randomBytes, sha256, signTyped, utf8 } from '@sealbridge/sodium';
import {
  appendLeaves,
  auditEntry,
  bundleFromFiles,
  bundleTilePath,
  BUNDLE_FILES,
  coverEntry,
  directoryEntry,
  EMPTY_EDGE,
  encodeAuditPayload,
  agreementEntry,
  grantSetEntry,
  policyEntry,
  leafHash,
  legalClassOf,
  makeCosignature,
  makeNodeCertificate,
  makeNoteSigner,
  parsePolicy,
  rootOf,
  signNote,
  signPayload,
  verifierOf,
  writeBundleLine,
  writeCheckpoint,
  writeManifest,
  writeNote,
  writeVerifierKey,
  type AuditPayload,
  type BundleLine,
  type BundleSource,
  type DeviceKeys,
  type Policy,
} from '@sealbridge/transparency';

export const ORIGIN = 'log.example/fixture';
export const NODE_ID = 'node-a';

const NOTHING = { payload: null, salt: null, nodeSig: null, record: null } as const;
const START = 1_700_000_000_000_000;

/** Fields of an open request after the signer. */
type Grounds = readonly (readonly [number, CborValue])[];

/** The legal basis and the accepted uses of a request. */
const GROUNDS: Grounds = [
  [16, 'vital_interests'],
  [17, ['civil_litigation', 'media_release']],
];

export interface LogFixture {
  readonly lines: BundleLine[];
  readonly policy: Policy;
  readonly policyText: string;
  readonly device: Uint8Array;
  readonly devices: DeviceKeys;
  audit(changes?: Partial<AuditPayload>): BundleLine;
  /** `grounds`: what the signed request says in its fields 16 and 17. */
  open(changes?: Partial<AuditPayload> & { readonly grounds?: Grounds }): BundleLine;
  heartbeat(through: number, burned?: readonly number[]): BundleLine;
  cover(): BundleLine;
  directoryEvent(): BundleLine;
  grantSet(): BundleLine;
  agreement(): BundleLine;
  rulesRecord(): BundleLine;
  /** Leaves a hole in node_seq, as a rolled-back transaction does. */
  burn(): number;
  checkpoint(size?: number): { origin: string; size: number; root: Uint8Array; note: Uint8Array };
  files(): Map<string, Uint8Array>;
}

/** A log of one node, two witnesses (quorum: both) and one device. Entries are added by its methods. */
export function makeLogFixture(): LogFixture {
  const log = makeNoteSigner(ORIGIN, 'ed25519');
  const witnesses = ['w1', 'w2'].map((name) => ({
    name,
    signer: makeNoteSigner(`witness.example/${name}`, 'cosignature'),
  }));
  const node = makeSigningKeyPair();
  const deviceKey = makeSigningKeyPair();
  const device = randomBytes(16);
  const bootId = randomBytes(16);
  const lines: BundleLine[] = [];
  let nodeSeq = 0;

  const policyText = [
    `log ${writeVerifierKey(verifierOf(log))}`,
    ...witnesses.map(({ name, signer }) => `witness ${name} ${writeVerifierKey(verifierOf(signer))}`),
    'group both all w1 w2',
    'quorum both',
    '',
  ].join('\n');

  const push = (line: Omit<BundleLine, 'index'>): BundleLine => {
    const added = { ...line, index: lines.length };
    lines.push(added);
    return added;
  };
  const actor = { org: randomBytes(16), unit: null, member: randomBytes(16), device };
  const audit = (changes: Partial<AuditPayload> = {}): BundleLine => {
    const payload = { ...blankPayload(bootId, nodeSeq), ...changes };
    nodeSeq += 1;
    const bytes = encodeAuditPayload(payload);
    const salt = randomBytes(16);
    const nodeSig = signPayload(bytes, payload, node.privateKey);
    return push({ kind: 'audit', entry: auditEntry(salt, bytes), payload: bytes, salt, nodeSig, record: null });
  };

  return {
    lines,
    policyText,
    policy: parsePolicy(policyText),
    device,
    devices: {
      learn: () => undefined,
      keyOf: (id) => (Buffer.from(id).equals(device) ? deviceKey.publicKey : null),
    },
    audit,
    open: ({ grounds = GROUNDS, ...changes } = {}) => {
      const object = { type: 'report', id: '00112233-4455-6677-8899-aabbccddeeff', version: 1, hash: randomBytes(32) };
      const purpose = { code: 'threat_to_life', caseRefCommit: randomBytes(32), justificationCommit: randomBytes(32) };
      const request = openRequest({ object, purpose, device, grounds });
      const deviceRequest = { bytes: request, signature: signTyped('sr1.open', request, deviceKey.privateKey) };
      return audit({
        action: 'report.open',
        legalClass: 'disclosure',
        actor,
        object,
        purpose,
        deviceRequest,
        ...changes,
      });
    },
    heartbeat: (through, burned = []) =>
      audit({ action: 'node.heartbeat', legalClass: 'operation', nodeReport: { through, burned } }),
    cover: () => {
      const salt = randomBytes(16);
      return push({ ...NOTHING, kind: 'cover', entry: coverEntry(salt), salt });
    },
    directoryEvent: () => {
      const leaf = encode(
        new Map<number, Uint8Array | string>([
          [0, 'sr1d'],
          [1, randomBytes(16)],
          [4, randomBytes(32)],
        ]),
      );
      return push({ ...NOTHING, kind: 'dir', entry: directoryEntry(leaf), record: encode([leaf, [], null, null]) });
    },
    grantSet: () => push({ ...NOTHING, kind: 'grantset', entry: grantSetEntry(randomBytes(32)) }),
    agreement: () => push({ ...NOTHING, kind: 'agreement', entry: agreementEntry(randomBytes(32)) }),
    rulesRecord: () => push({ ...NOTHING, kind: 'policy', entry: policyEntry(randomBytes(32)) }),
    burn: () => nodeSeq++,
    checkpoint: (size = lines.length) => {
      const root = rootOf(lines.slice(0, size).map((line) => leafHash(line.entry)));
      const text = writeCheckpoint({ origin: ORIGIN, size, root });
      const cosignatures = witnesses.map(({ signer }) => makeCosignature(text, 1_700_000_100, signer));
      return {
        origin: ORIGIN,
        size,
        root,
        note: writeNote({ text, signatures: [signNote(text, log), ...cosignatures] }),
      };
    },
    files() {
      const { note, size } = this.checkpoint();
      const certificate = { nodeId: NODE_ID, publicKey: node.publicKey, origin: ORIGIN, notBefore: 1_600_000_000 };
      const nodeCerts = [makeNodeCertificate(certificate, log.privateKey)];
      const manifest = { origin: ORIGIN, size, made: '2026-01-01T00:00:00Z', nodeCerts, restrictedTo: null };
      return new Map([
        [BUNDLE_FILES.manifest, writeManifest(manifest)],
        [BUNDLE_FILES.entries, writeLines(lines)],
        [BUNDLE_FILES.checkpoint, note],
        [BUNDLE_FILES.policy, utf8(policyText)],
        ...tileFiles(lines),
      ]);
    },
  };
}

/** The bundle's entries file. */
export function writeLines(lines: readonly BundleLine[]): Uint8Array {
  return Buffer.concat(lines.map(writeBundleLine));
}

/** Every tile of the tree over these lines, under its path in a bundle. */
export function tileFiles(lines: readonly BundleLine[]): [string, Uint8Array][] {
  const { tiles } = appendLeaves(
    EMPTY_EDGE,
    lines.map((line) => leafHash(line.entry)),
  );
  return tiles.map((tile) => [bundleTilePath(tile.level, tile.index, tile.width), tile.bytes]);
}

/** A bundle over these files. */
export function bundleOf(files: ReadonlyMap<string, Uint8Array>): BundleSource {
  return bundleFromFiles(files);
}

function blankPayload(bootId: Uint8Array, nodeSeq: number): AuditPayload {
  return {
    eventId: randomBytes(16),
    timestamp: START + nodeSeq,
    nodeId: NODE_ID,
    bootId,
    nodeSeq,
    actor: null,
    sessionHash: null,
    auth: null,
    action: 'report.inbox',
    legalClass: legalClassOf('report.inbox') ?? 'operation',
    object: null,
    purpose: null,
    decision: { effect: 'ALLOW', reasons: [], policyHash: sha256(), attrsHash: sha256() },
    query: null,
    requestId: randomBytes(16),
    idempotencyHash: null,
    client: null,
    deviceRequest: null,
    nodeReport: null,
  };
}

function openRequest(what: {
  object: { id: string; version: number; hash: Uint8Array };
  purpose: { code: string; caseRefCommit: Uint8Array; justificationCommit: Uint8Array };
  device: Uint8Array;
  grounds: Grounds;
}): Uint8Array {
  return encode(
    new Map<number, CborValue>([
      [0, 'sr1o'],
      [1, ORIGIN],
      [2, randomBytes(32)],
      [3, randomBytes(16)],
      [4, 1_700_000_000],
      [5, fromHex(what.object.id.replaceAll('-', ''))],
      [6, what.object.version],
      [7, what.object.hash],
      [8, randomBytes(16)],
      [9, randomBytes(32)],
      [10, 1],
      [11, what.purpose.code],
      [12, what.purpose.caseRefCommit],
      [13, what.purpose.justificationCommit],
      [14, 40],
      [15, what.device],
      ...what.grounds,
    ]),
  );
}

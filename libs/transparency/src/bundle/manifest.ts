import { toBase64Url, utf8 } from '@sealbridge/sodium';
import { verifyNodeCertificate, type NodeCertificate } from '../audit/node.js';
import type { Policy } from '../checkpoint/policy.js';
import { TransparencyError } from '../error.js';
import { tilePath } from '../tiles/path.js';
import { JsonFields } from './json.js';

/** What a bundle says of itself. `made` is ISO 8601; `restrictedTo` says for whom entries were withheld, null for nobody. */
export interface Manifest {
  readonly origin: string;
  readonly size: number;
  readonly made: string;
  readonly nodeCerts: readonly Uint8Array[];
  readonly restrictedTo: string | null;
}

/** The format a manifest names. */
export const BUNDLE_FORMAT = 'sealbridge-evidence/1';
/** Most node certificates of a bundle. */
export const MAX_NODE_CERTIFICATES = 1_024;
/** Names of the files in a bundle; the tiles' are `bundleTilePath`. */
export const BUNDLE_FILES = {
  manifest: 'manifest.json',
  entries: 'entries.jsonl',
  checkpoint: 'checkpoint',
  policy: 'policy',
} as const;
/** Folder of the tiles in a bundle. */
export const BUNDLE_TILES = 'tiles/';

const MEMBERS = ['format', 'origin', 'size', 'made', 'nodeCerts', 'restrictedTo'];

/** Path of a tile in a bundle: its tlog-tiles path below `tiles/`. */
export function bundleTilePath(level: number, index: number, width?: number): string {
  return `${BUNDLE_TILES}${tilePath(level, index, width)}`;
}

/** The manifest in these bytes. Throws E_FORM on any other form, E_SIZE over a limit. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const fields = new JsonFields(bytes, MEMBERS);
  if (fields.text('format') !== BUNDLE_FORMAT) throw new TransparencyError('E_FORM', 'the bundle is of another format');
  const nodeCerts = fields.bytesList('nodeCerts');
  if (nodeCerts.length > MAX_NODE_CERTIFICATES) throw new TransparencyError('E_SIZE', 'too many node certificates');
  return {
    origin: fields.text('origin'),
    size: fields.count('size'),
    made: fields.text('made'),
    nodeCerts,
    restrictedTo: fields.optionalText('restrictedTo'),
  };
}

/** The bytes of a manifest. */
export function writeManifest(manifest: Manifest): Uint8Array {
  const { origin, size, made, restrictedTo } = manifest;
  const nodeCerts = manifest.nodeCerts.map(toBase64Url);
  const restriction = restrictedTo === null ? {} : { restrictedTo };
  return utf8(`${JSON.stringify({ format: BUNDLE_FORMAT, origin, size, made, nodeCerts, ...restriction }, null, 2)}\n`);
}

/**
 * The node certificates of a manifest, each under a log key that the policy lists for the manifest's origin. Throws
 * E_ORIGIN when the policy has no such log, E_SIGNATURE when a certificate does not verify or is for another origin.
 */
export function verifyNodeCertificates(manifest: Manifest, policy: Policy): NodeCertificate[] {
  const keys = policy.logs.map((log) => log.key).filter((key) => key.name === manifest.origin);
  if (keys.length === 0) throw new TransparencyError('E_ORIGIN', 'the bundle is of another log');
  return manifest.nodeCerts.map((bytes) => {
    const certificate = keys.map((key) => verifiedOrNull(bytes, key.publicKey)).find((found) => found !== null);
    if (certificate?.origin !== manifest.origin) {
      throw new TransparencyError('E_SIGNATURE', 'a node certificate does not verify');
    }
    return certificate;
  });
}

function verifiedOrNull(bytes: Uint8Array, logKey: Uint8Array): NodeCertificate | null {
  try {
    return verifyNodeCertificate(bytes, logKey);
  } catch {
    return null;
  }
}

import { concat } from './bytes.js';
import { utf8 } from './encoding.js';
import { CryptoError } from './error.js';
import { sha256 } from './hash.js';

/**
 * The closed registry of signature domains (docs/reference/envelope.md; security-corrections A8). A key signs nothing
 * outside it, so that no server-chosen bytes can pass for another kind of statement.
 */
export const SIGNATURE_DOMAINS = [
  'sr1.core',
  'sr1.grantset',
  'sr1.dir',
  'sr1.dirbody',
  'sr1.pop',
  'sr1.policy',
  'sr1.session',
  'sr1.passkey',
  'sr1.vault',
  'sr1.stepup',
  'sr1.open',
  'sr1.export',
  'sr1.oprf',
  'sr1.mou',
  'sr1.moustate',
  'sr1.vet',
  'sr1.invite',
  'sr1.join',
  'sr1.recovery',
  'sr1.rules',
  'sr1.attest',
  'al1.receipt',
  'al1.node',
  'al1.nodecert',
] as const;

/** A name of SIGNATURE_DOMAINS. */
export type SignatureDomain = (typeof SIGNATURE_DOMAINS)[number];

const registered: ReadonlySet<string> = new Set(SIGNATURE_DOMAINS);

/**
 * DSSE v1 pre-authentication encoding: "DSSEv1" SP len(domain) SP domain SP len(body) SP body, lengths in decimal bytes.
 * Throws E_DOMAIN when the domain is not in the registry.
 */
export function pae(domain: SignatureDomain, body: Uint8Array): Uint8Array {
  if (!registered.has(domain)) throw new CryptoError('E_DOMAIN', 'the signature domain is not registered');
  return concat(utf8(`DSSEv1 ${domain.length} ${domain} ${body.length} `), body);
}

/** SHA-256(PAE(domain, body)): the one way a typed object is hashed, so that hashes of two kinds never meet. */
export function hashTyped(domain: SignatureDomain, body: Uint8Array): Uint8Array {
  return sha256(pae(domain, body));
}

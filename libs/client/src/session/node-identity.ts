import { nodeKeyId, type Policy, TransparencyError, verifyNodeCertificate } from '@sealbridge/transparency';

import { ClientError } from '../client-error.js';

/** The server process that answers, as the log key vouches for it. */
export interface NodeIdentity {
  readonly publicKey: Uint8Array;
  /** SHA-256 of the public key; sessions and requests name it. */
  readonly keyId: Uint8Array;
}

/**
 * The node of a certificate that the pinned log key of `origin` signed. Throws a ClientError (`verification`): a server without one is
 * not the one this profile was enrolled with, whatever its address.
 */
export function verifyNode(certificate: Uint8Array, policy: Policy, origin: string): NodeIdentity {
  for (const { key } of policy.logs.filter((log) => log.key.name === origin)) {
    try {
      const { publicKey, origin: certified } = verifyNodeCertificate(certificate, key.publicKey);
      if (certified === origin) return { publicKey, keyId: nodeKeyId(publicKey) };
    } catch (error) {
      if (!(error instanceof TransparencyError)) throw error;
    }
  }
  throw new ClientError(
    'E_NODE_CERTIFICATE',
    'verification',
    'the server is not vouched for by the pinned log key',
    'this profile belongs to another instance, or somebody stands in between',
  );
}

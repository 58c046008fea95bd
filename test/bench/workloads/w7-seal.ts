import { randomBytes } from 'node:crypto';
import { hpkeOpen, hpkeSeal, equal, makeKemKeyPair, makeStreamSealer, ready, utf8 } from '@sealbridge/sodium';

import { importRecipient, nativeAead, nativeHpkeSeal } from '../native-hpke.js';
import { inTurn, measureRoundRobin, type Plan } from '../round-robin.js';
import type { Result } from '../result.js';

const BODY_BYTES = 10 * 1024;
const RECIPIENTS = [5, 50] as const;
const INFO = utf8('sr1/dek');

/** W7: seal 10 KiB to N recipients. Limit: the same hybrid HPKE and one body encryption by the native cryptography of Node. */
export async function sealing(plan: Plan): Promise<Result[]> {
  await ready();
  const results: Result[] = [];
  for (const count of RECIPIENTS) {
    const pairs = Array.from({ length: count }, () => makeKemKeyPair());
    const recipients = pairs.map(({ publicKey }) => importRecipient(publicKey));
    const [dek, aad, body] = [randomBytes(32), randomBytes(32), randomBytes(BODY_BYTES)].map((b) => new Uint8Array(b));
    if (dek === undefined || aad === undefined || body === undefined) throw new Error('no random bytes');

    for (const [index, { seed, publicKey }] of pairs.entries()) {
      const recipient = recipients[index] ?? importRecipient(publicKey);
      const native = nativeHpkeSeal({ recipient, info: INFO, aad, plaintext: dek });
      const ours = hpkeSeal({ publicKey, info: INFO, aad, plaintext: dek });
      const agree = [native, ours].every((sealed) => equal(hpkeOpen({ seed, ...sealed, info: INFO, aad }), dek));
      if (!agree) throw new Error('w7: the contenders do not agree');
    }

    const nonce = new Uint8Array(12);
    const rows = await measureRoundRobin(
      [
        {
          name: 'native hybrid (node:crypto)',
          run: inTurn(() => {
            nativeAead({ key: dek, nonce, aad, plaintext: body });
            for (const recipient of recipients) nativeHpkeSeal({ recipient, info: INFO, aad, plaintext: dek });
          }),
        },
        {
          name: 'Sealbridge (libsodium, as in the browser)',
          run: inTurn(() => {
            makeStreamSealer(dek).push(body, { aad, last: true });
            for (const { publicKey } of pairs) hpkeSeal({ publicKey, info: INFO, aad, plaintext: dek });
          }),
        },
      ],
      plan,
    );
    results.push({ workload: 'W7', what: `seal 10 KiB to ${String(count)} recipients`, rows });
  }
  return results;
}

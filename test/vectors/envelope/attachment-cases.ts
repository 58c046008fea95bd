// Step 24 of the reader order.
import { encode } from '@sealbridge/cbor';
import { concat, sha256, toBase64Url } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { ATTACHMENT, field, sealByHand, type Deviations } from './by-hand.js';
import { fresh, freshId } from './content.js';
import type { Case } from './case.js';
import type { EnvelopeWorld } from './world.js';

/** Cases about an attachment that is opened after its report. */
export function attachmentCases(world: EnvelopeWorld): Case[] {
  const plain = sealByHand(world);
  const whole = plain.attachment ?? new Uint8Array(0);
  const one = (description: string, error: string, change: Deviations): Case => ({
    description,
    envelope: sealByHand(world, change),
    error,
  });
  const entry = (size: number, hash: Uint8Array): Deviations => ({
    body: field(11, [[idToBytes(freshId('attachment')), 'scan.pdf', 'application/pdf', size, hash]]),
  });
  const other = encode(['sr1/att', idToBytes(freshId('report')), 1, idToBytes(freshId('other file'))]);
  return [
    { description: 'opens with its attachment' },
    {
      description: 'attachment cut by one byte',
      parts: { attachment: toBase64Url(whole.slice(0, -1)) },
      error: 'E_CIPHERTEXT',
    },
    {
      description: 'attachment swapped for the body',
      parts: { attachment: toBase64Url(plain.body) },
      error: 'E_CIPHERTEXT',
    },
    {
      description: 'attachment with a byte too many',
      parts: { attachment: toBase64Url(concat(whole, Uint8Array.of(0))) },
      error: 'E_CIPHERTEXT',
    },
    one('attachment bound to another id', 'E_STREAM', { attachment: { aad: other } }),
    one('attachment with another hash in the body', 'E_ATTACHMENT', entry(ATTACHMENT.length, fresh('hash'))),
    one(
      'attachment said to be a byte shorter',
      'E_PADDING',
      entry(ATTACHMENT.length - 1, sha256(ATTACHMENT.slice(0, -1))),
    ),
    one('attachment said to be a byte longer', 'E_PADDING', entry(ATTACHMENT.length + 1, sha256(ATTACHMENT))),
    one('attachment said to be of another padded length', 'E_PADDING', entry(100_000, sha256(ATTACHMENT))),
    one('body that does not name the attachment', 'E_BODY', { body: field(11, []) }),
  ];
}

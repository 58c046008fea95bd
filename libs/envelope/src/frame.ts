import { encode, type CborValue } from '@sealbridge/cbor';
import { concat, HASH_BYTES, hashTyped, SIGNATURE_BYTES, signTyped, verifyTyped } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readId, readPart, requireFormat } from './shape.js';

const FORMAT = 'sr1.core';

/** FRAME: the bytes of a CORE with the key commitment and the signature over both. */
export interface Frame {
  readonly signer: Id;
  readonly core: Uint8Array;
  readonly mac: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads FRAME. CORE inside is not read: its signature comes first (security-corrections A14). Throws EnvelopeError. */
export function parseFrame(bytes: Uint8Array): Frame {
  return readPart('the frame', bytes, ENVELOPE_LIMITS.MAX_FRAME_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      signer: readId(fields, 1),
      core: fields.bytes(2, { max: ENVELOPE_LIMITS.MAX_CORE_BYTES }),
      mac: fields.bytes(3, HASH_BYTES),
      signature: fields.bytes(4, SIGNATURE_BYTES),
    };
  });
}

/** Writes FRAME. Throws EnvelopeError E_SIZE. */
export function writeFrame(frame: Frame): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, idToBytes(frame.signer)],
    [2, frame.core],
    [3, frame.mac],
    [4, frame.signature],
  ]);
  return limited('the frame', encode(fields), ENVELOPE_LIMITS.MAX_FRAME_BYTES);
}

/** Signs CORE || MAC with the signer's device key. */
export function signFrame(unsigned: Omit<Frame, 'signature'>, privateKey: Uint8Array): Frame {
  return { ...unsigned, signature: signTyped('sr1.core', signedBytes(unsigned), privateKey) };
}

/** Whether the frame's signature is this device's. Says nothing about whether that device may sign. */
export function verifyFrame(frame: Frame, publicKey: Uint8Array): boolean {
  return verifyTyped('sr1.core', signedBytes(frame), frame.signature, publicKey);
}

/** `report_hash`: names a version of a report everywhere. It covers the MAC (security-corrections A1). */
export function reportHash(frame: Pick<Frame, 'core' | 'mac'>): Uint8Array {
  return hashTyped('sr1.core', signedBytes(frame));
}

function signedBytes({ core, mac }: Pick<Frame, 'core' | 'mac'>): Uint8Array {
  return concat(core, mac);
}

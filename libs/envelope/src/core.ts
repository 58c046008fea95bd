import { encode, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES, STREAM_HEADER_BYTES } from '@sealbridge/sodium';
import { idToBytes, LIMITS, type Id } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { ENVELOPE_LIMITS, MAX_VERSION, PADDING_SCHEME, SUITE } from './limits.js';
import {
  checkpointValue,
  limited,
  readCheckpoint,
  readHash,
  readId,
  readList,
  readPart,
  requireFormat,
  type CheckpointRef,
} from './shape.js';
import { requireCiphertextLength } from './stream-form.js';

const FORMAT = 'sr1';

/** A ciphertext stream as CORE names it: its header, its length without the header, and its hash. */
export interface StreamRef {
  readonly header: Uint8Array;
  readonly length: number;
  readonly sha256: Uint8Array;
}

/** An attachment's stream and id. */
export interface AttachmentRef extends StreamRef {
  readonly id: Id;
}

/** CORE: what the originator signed about one version of a report. */
export interface Core {
  readonly reportId: Id;
  /** From 1. */
  readonly version: number;
  /** Null exactly at version 1. */
  readonly prevReportHash: Uint8Array | null;
  readonly originOrg: Id;
  /** Device id. */
  readonly signer: Id;
  readonly facetsHash: Uint8Array;
  readonly policyHash: Uint8Array;
  readonly body: StreamRef;
  readonly attachments: readonly AttachmentRef[];
  readonly hour: number;
  readonly consentRef: Id;
  readonly checkpoint: CheckpointRef;
  readonly originUnit: Id;
}

/** Reads CORE. Throws EnvelopeError: E_SIZE, E_CBOR, E_SUITE, or E_FIELD when fields contradict each other. */
export function parseCore(bytes: Uint8Array): Core {
  return readPart('the core', bytes, ENVELOPE_LIMITS.MAX_CORE_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    requireThat(fields.uint(6) === SUITE, 'E_SUITE', 'the suite is not known');
    requireThat(fields.uint(14) === PADDING_SCHEME, 'E_SUITE', 'the padding scheme is not known');
    return consistent({
      reportId: readId(fields, 1),
      version: fields.uint(2, { max: MAX_VERSION }),
      prevReportHash: fields.nullableBytes(3, HASH_BYTES),
      originOrg: readId(fields, 4),
      signer: readId(fields, 5),
      facetsHash: readHash(fields, 7),
      policyHash: readHash(fields, 8),
      body: readStream(fields.items(9), 0),
      attachments: readList(fields, 10, LIMITS.MAX_ATTACHMENTS, (items, index) => readAttachment(items.items(index))),
      hour: fields.uint(11),
      consentRef: readId(fields, 12),
      checkpoint: readCheckpoint(fields, 13),
      originUnit: readId(fields, 15),
    });
  });
}

/** Writes CORE. Throws EnvelopeError E_FIELD or E_SIZE. */
export function writeCore(core: Core): Uint8Array {
  consistent(core);
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, idToBytes(core.reportId)],
    [2, core.version],
    [3, core.prevReportHash],
    [4, idToBytes(core.originOrg)],
    [5, idToBytes(core.signer)],
    [6, SUITE],
    [7, core.facetsHash],
    [8, core.policyHash],
    [9, streamValue(core.body)],
    [10, core.attachments.map((attachment) => [idToBytes(attachment.id), ...streamValue(attachment)])],
    [11, core.hour],
    [12, idToBytes(core.consentRef)],
    [13, checkpointValue(core.checkpoint)],
    [14, PADDING_SCHEME],
    [15, idToBytes(core.originUnit)],
  ]);
  return limited('the core', encode(fields), ENVELOPE_LIMITS.MAX_CORE_BYTES);
}

function readAttachment(items: FieldReader): AttachmentRef {
  return { id: readId(items, 0), ...readStream(items, 1) };
}

function readStream(items: FieldReader, first: number): StreamRef {
  const header = items.bytes(first, STREAM_HEADER_BYTES);
  const stream = { header, length: items.uint(first + 1), sha256: readHash(items, first + 2) };
  items.end();
  return stream;
}

function streamValue({ header, length, sha256 }: StreamRef): readonly CborValue[] {
  return [header, length, sha256];
}

function consistent(core: Core): Core {
  requireThat(core.version >= 1, 'E_FIELD', 'versions count from 1');
  requireThat((core.version === 1) === (core.prevReportHash === null), 'E_FIELD', 'only version 1 has none before it');
  const ids = new Set(core.attachments.map(({ id }) => id));
  requireThat(ids.size === core.attachments.length, 'E_FIELD', 'an attachment id stands twice');
  requireCiphertextLength('body', core.body.length);
  for (const { length } of core.attachments) requireCiphertextLength('attachment', length);
  return core;
}

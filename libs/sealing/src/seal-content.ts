import { CborError } from '@sealbridge/cbor';
import {
  attachmentAad,
  bodyAad,
  deriveAttachmentKey,
  deriveBodyKey,
  ENVELOPE_LIMITS,
  EnvelopeError,
  writeBody,
  type Body,
  type BodyAttachment,
  type BodyBinding,
  type BodyContent,
} from '@sealbridge/envelope';
import { idFromBytes, LIMITS, type Id } from '@sealbridge/vocabulary';
import { randomBytes } from '@sealbridge/sodium';
import { isAttachmentName, isMediaType } from './attachment-name.js';
import { requireThat, SealingError } from './error.js';
import { sealStream } from './seal-stream.js';
import type { AttachmentSource, CiphertextSink, SealedStream } from './streams.js';

const ID_BYTES = 16;

/** Key, name and destination of what is sealed. */
export interface SealingContext {
  readonly dek: Uint8Array;
  readonly binding: BodyBinding;
  /** Gives one sink per stream. */
  readonly openSink: () => Promise<CiphertextSink>;
}

/** An attachment's stream and how BODY names it. */
export interface SealedAttachment extends SealedStream {
  readonly entry: BodyAttachment;
}

/** A random id. */
export function makeId(): Id {
  return idFromBytes(randomBytes(ID_BYTES));
}

/** Seals the attachments one after the other, each under its own key. Throws SealingError E_ATTACHMENT. */
export async function sealAttachments(
  context: SealingContext,
  sources: readonly AttachmentSource[],
): Promise<SealedAttachment[]> {
  requireThat(sources.length <= LIMITS.MAX_ATTACHMENTS, 'E_ATTACHMENT', 'there are too many attachments');
  for (const { name, mediaType } of sources) {
    requireThat(isAttachmentName(name), 'E_ATTACHMENT', 'an attachment has a name that cannot be sealed');
    requireThat(isMediaType(mediaType), 'E_ATTACHMENT', 'an attachment has a malformed media type');
  }
  const names = new Set(sources.map(({ name }) => name));
  requireThat(names.size === sources.length, 'E_ATTACHMENT', 'two attachments have the same name');
  const sealed: SealedAttachment[] = [];
  for (const source of sources) sealed.push(await sealAttachment(context, source));
  return sealed;
}

/** Seals BODY. Throws SealingError E_TEXT or E_SIZE. */
export async function sealBody(context: SealingContext, content: BodyContent): Promise<SealedStream> {
  const { dek, binding, openSink } = context;
  const plaintext = bodyBytes({ ...binding, ...content });
  return sealStream({
    kind: 'body',
    key: deriveBodyKey(dek, binding),
    aad: bodyAad(binding.reportId, binding.version),
    plaintext: only(plaintext),
    maxBytes: ENVELOPE_LIMITS.MAX_BODY_BYTES,
    sink: await openSink(),
  });
}

async function sealAttachment(
  { dek, binding, openSink }: SealingContext,
  source: AttachmentSource,
): Promise<SealedAttachment> {
  const id = makeId();
  const stream = await sealStream({
    kind: 'attachment',
    key: deriveAttachmentKey(dek, binding, id),
    aad: attachmentAad(binding.reportId, binding.version, id),
    plaintext: source.open(),
    maxBytes: LIMITS.MAX_ATTACHMENT_BYTES,
    sink: await openSink(),
  });
  const { name, mediaType } = source;
  return { ...stream, entry: { id, name, mediaType, size: stream.size, sha256: stream.sha256 } };
}

function bodyBytes(body: Body): Uint8Array {
  try {
    return writeBody(body);
  } catch (error) {
    if (error instanceof CborError) throw new SealingError('E_TEXT', 'a text has no stable form');
    if (error instanceof EnvelopeError) throw new SealingError('E_SIZE', 'the body is over its limit');
    throw error;
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of bytes that are already here
async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

import { ENVELOPE_LIMITS } from '@sealbridge/envelope';

// Separators, controls, and marks that reorder text on screen would let a name pretend to be another file.
const FORBIDDEN_IN_NAME = /[/\\\p{Cc}\p{Cf}\p{Surrogate}]/u;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;

/** Whether a file name may be sealed: 1 to 255 characters, no path, no control or formatting characters. */
export function isAttachmentName(name: string): boolean {
  const reserved = name === '' || name === '.' || name === '..';
  return !reserved && name.length <= ENVELOPE_LIMITS.MAX_ATTACHMENT_NAME_CHARACTERS && !FORBIDDEN_IN_NAME.test(name);
}

/** Whether a text is a media type in lower case without parameters (RFC 6838 section 4.2). */
export function isMediaType(text: string): boolean {
  return text.length <= ENVELOPE_LIMITS.MAX_MEDIA_TYPE_CHARACTERS && MEDIA_TYPE.test(text);
}

import { CborError, decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { CryptoError, fromBase64Url, HASH_BYTES, toBase64Url } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const PATH = '/join';
/** An origin without path, user or query; a fragment of base64url. */
const LINK = /^(https?:\/\/(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?)\/join#([\w-]{1,400})$/;
const MAX_FRAGMENT_BYTES = 256;

/** What a link tells a newcomer, who has nothing else to trust yet. */
export interface InvitationLink {
  /** `https://host[:port]` of the server, without a path. */
  readonly server: string;
  readonly invitation: Id;
  readonly secret: Uint8Array;
  /** `event_hash` of the stewards' admission. */
  readonly genesis: Uint8Array;
  /** SHA-256 of the policy file of logs and witnesses. */
  readonly policySha256: Uint8Array;
}

/** The link of an invitation; the secret stands in the fragment, which is not sent to the server. */
export function writeInvitationLink({ server, invitation, secret, genesis, policySha256 }: InvitationLink): string {
  const fragment = encode([idToBytes(invitation), secret, genesis, policySha256]);
  return `${server}${PATH}#${toBase64Url(fragment)}`;
}

/** Reads a link as a person pasted it. Throws E_LINK unless it is whole and leads to a server over http or https. */
export function parseInvitationLink(text: string): InvitationLink {
  const [, server, fragment] = LINK.exec(text.trim()) ?? [];
  if (server === undefined || fragment === undefined) throw malformed();
  try {
    const items = readItems(decodeStrict(fromBase64Url(fragment), { maxBytes: MAX_FRAGMENT_BYTES }));
    const link = {
      server,
      invitation: idFromBytes(items.bytes(0, ID_BYTES)),
      secret: items.bytes(1, SECRET_BYTES),
      genesis: items.bytes(2, HASH_BYTES),
      policySha256: items.bytes(3, HASH_BYTES),
    };
    items.end();
    return link;
  } catch (error) {
    if (error instanceof CborError || error instanceof CryptoError) throw malformed();
    throw error;
  }
}

function malformed(): KeyringError {
  return new KeyringError('E_LINK', 'this is not the link of an invitation, or a part of it is missing');
}

import { type ApiClient, DeviceLinkDocument, type DeviceLinkQuery } from '@sealbridge/api-client';
import { KeyringError, type LinkMessage } from '@sealbridge/keyring';
import { fromBase64, toBase64 } from '@sealbridge/sodium';

import { ClientError } from '../client-error.js';
import { call } from '../session/call.js';

/** The messages of a link so far. */
export interface LinkMessages {
  readonly request: LinkMessage;
  readonly offer: LinkMessage | null;
  readonly proof: LinkMessage | null;
}

/** Reads the messages of a link. Throws a ClientError (`refused`) when there is none. */
export async function readMessages(client: ApiClient, lookup: Uint8Array): Promise<LinkMessages> {
  const { deviceLink } = await call(() => client.request(DeviceLinkDocument, { lookup: toBase64(lookup) }));
  if (deviceLink === null) throw noLink();
  return messagesOf(deviceLink);
}

/**
 * What a message of the other device says. Throws a ClientError (`verification`): whoever changed it does not have the code.
 */
export function readingLink<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    throw new ClientError(
      error.code,
      'verification',
      `the other device is not who it should be: ${error.message}`,
      'do not go on; begin again with a new code, and tell your administrator if it happens again',
      { cause: error },
    );
  }
}

/** Nobody asked with this code, or its time is over. */
export function noLink(): ClientError {
  return new ClientError(
    'E_LINK',
    'refused',
    'no device asks with this code',
    'a code is good for 15 minutes and for one device; look whether it was typed as it is shown',
  );
}

function messagesOf({
  request,
  requestMac,
  offer,
  offerMac,
  proof,
  proofMac,
}: NonNullable<DeviceLinkQuery['deviceLink']>): LinkMessages {
  return {
    request: { bytes: fromBase64(request), mac: fromBase64(requestMac) },
    offer: messageOf(offer, offerMac),
    proof: messageOf(proof, proofMac),
  };
}

function messageOf(bytes: string | null | undefined, mac: string | null | undefined): LinkMessage | null {
  return typeof bytes === 'string' && typeof mac === 'string'
    ? { bytes: fromBase64(bytes), mac: fromBase64(mac) }
    : null;
}

import { decodeStrict, encode, readFields, readItems, type CborValue } from '@sealbridge/cbor';
import { signTyped } from '@sealbridge/sodium';
import { idToBytes, ROLES, TLP, type Id, type Role, type Tlp } from '@sealbridge/vocabulary';
import type { EventSigner } from '../build-event.js';
import { requireThat } from '../directory-error.js';
import { readCodes, readCountry, readId, readIds, readJurisdictions } from '../field-rules.js';
import { asRecord } from '../leaf.js';
import { MAX_INVITE_BYTES, MAX_INVITE_RECORD_BYTES, MAX_ORIGIN_LENGTH, MAX_UNITS_OF_MEMBER } from '../limits.js';
import { compareText } from '../order.js';
import { readSignatures, signatureItems, sortSignatures, type EventSignature } from '../signature.js';

const INVITE_FORMAT = 'sr1i';

/** INVITE of docs/reference/invitation.md: the member that is to be, without a name. */
export interface Invite {
  readonly invitation: Id;
  readonly org: Id;
  readonly member: Id;
  readonly units: readonly Id[];
  readonly roles: readonly Role[];
  readonly clearance: Tlp;
  /** UNIX hour. */
  readonly trainingUntil: number;
  readonly jurisdictions: readonly string[];
  readonly country: string;
  /** UNIX seconds. */
  readonly expires: number;
  /** Origin of the log. */
  readonly origin: string;
}

/** An invitation with its signature, as it travels and is stored. */
export interface InviteRecord {
  readonly bytes: Uint8Array;
  readonly invite: Invite;
  readonly signatures: readonly EventSignature[];
}

/** The bytes of an invitation, lists sorted. */
export function writeInvite(invite: Invite): Uint8Array {
  const values: CborValue[] = [
    INVITE_FORMAT,
    idToBytes(invite.invitation),
    idToBytes(invite.org),
    idToBytes(invite.member),
    invite.units.toSorted(compareText).map(idToBytes),
    invite.roles.toSorted(compareText),
    invite.clearance,
    invite.trainingUntil,
    invite.jurisdictions.toSorted(compareText),
    invite.country,
    invite.expires,
    invite.origin,
  ];
  return encode(new Map(values.map((value, index) => [index, value])));
}

/** Reads an invitation. Throws E_RECORD, E_FIELD. */
export function parseInvite(bytes: Uint8Array): Invite {
  const invite = asRecord(() => {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_INVITE_BYTES }));
    fields.code(0, [INVITE_FORMAT]);
    const read: Invite = {
      invitation: readId(fields, 1),
      org: readId(fields, 2),
      member: readId(fields, 3),
      units: readIds(fields, 4, MAX_UNITS_OF_MEMBER),
      roles: readCodes(fields, 5, ROLES),
      clearance: fields.code(6, TLP),
      trainingUntil: fields.uint(7),
      jurisdictions: readJurisdictions(fields, 8),
      country: readCountry(fields, 9),
      expires: fields.uint(10),
      origin: fields.text(11, { max: MAX_ORIGIN_LENGTH }),
    };
    fields.end();
    return read;
  });
  requireThat(invite.origin.length > 0, 'E_FIELD', 'an invitation for no log');
  return invite;
}

/** The signature of an administrator's device over an invitation. Throws E_AUTHORITY for another kind of signer. */
export function signInvite(bytes: Uint8Array, by: EventSigner): EventSignature {
  requireThat(by.kind === 'device', 'E_AUTHORITY', 'an administrator invites with a device');
  return { kind: by.kind, signer: by.signer, signature: signTyped('sr1.invite', bytes, by.privateKey) };
}

/** An invitation and its signature. Throws like parseInvite. */
export function inviteRecord(bytes: Uint8Array, signatures: readonly EventSignature[]): InviteRecord {
  return { bytes, invite: parseInvite(bytes), signatures: sortSignatures(signatures) };
}

/** The bytes of an invitation record: CBOR [INVITE bytes, signatures]. */
export function writeInviteRecord({ bytes, signatures }: InviteRecord): Uint8Array {
  return encode([bytes, signatureItems(signatures)]);
}

/** Reads an invitation record; nothing is verified. Throws E_RECORD, E_FIELD. */
export function parseInviteRecord(bytes: Uint8Array): InviteRecord {
  return asRecord(() => {
    const items = readItems(decodeStrict(bytes, { maxBytes: MAX_INVITE_RECORD_BYTES }));
    const body = items.bytes(0, { max: MAX_INVITE_BYTES });
    const signatures = readSignatures(items.array(1));
    items.end();
    return { bytes: body, invite: parseInvite(body), signatures };
  });
}

import type { CborValue, FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, ROLES, type Id, type Role } from '@sealbridge/vocabulary';
import { altered } from './vault-format.js';

const ID_BYTES = 16;
const MAX_TEXT_CHARACTERS = 255;
/** A policy file, as text. */
const MAX_POLICY_CHARACTERS = 16 * 1024;

/** What a device was enrolled to: whose log and witnesses count, and who it is there. It comes from no server that answers now. */
export interface Pins {
  /** Base URL of the server. */
  readonly server: string;
  readonly orgHandle: string;
  readonly unit: Id;
  readonly unitHandle: string;
  readonly roles: readonly Role[];
  /** `event_hash` of the stewards' first event. */
  readonly genesis: Uint8Array;
  /** The policy file of the log and its witnesses, as text. */
  readonly policyText: string;
  /** Name of the log. */
  readonly origin: string;
}

/** PINS of docs/reference/vault.md, roles sorted. */
export function pinsValue(pins: Pins): CborValue {
  const values: CborValue[] = [
    pins.server,
    pins.orgHandle,
    idToBytes(pins.unit),
    pins.unitHandle,
    [...new Set(pins.roles)].sort(),
    pins.genesis,
    pins.policyText,
    pins.origin,
  ];
  return new Map(values.map((value, index) => [index, value]));
}

/** Reads PINS. Throws CborError for another shape, E_VAULT for roles that are not sorted. */
export function readPins(fields: FieldReader): Pins {
  const { length } = fields.array(4, { max: ROLES.length });
  const items = fields.items(4);
  const roles = Array.from({ length }, (_, index) => items.code(index, ROLES));
  if (roles.some((role, at) => at > 0 && (roles[at - 1] ?? '') >= role)) throw altered();
  const pins = {
    server: fields.text(0, { max: MAX_TEXT_CHARACTERS }),
    orgHandle: fields.text(1, { max: MAX_TEXT_CHARACTERS }),
    unit: idFromBytes(fields.bytes(2, ID_BYTES)),
    unitHandle: fields.text(3, { max: MAX_TEXT_CHARACTERS }),
    roles,
    genesis: fields.bytes(5, HASH_BYTES),
    policyText: fields.text(6, { max: MAX_POLICY_CHARACTERS }),
    origin: fields.text(7, { max: MAX_TEXT_CHARACTERS }),
  };
  fields.end();
  return pins;
}

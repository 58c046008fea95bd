import { encode, type CborValue } from '@sealbridge/cbor';
import { hashTyped } from '@sealbridge/sodium';
import {
  DISCOVERY,
  HANDLINGS,
  idToBytes,
  PURPOSES,
  TLP,
  URGENCIES,
  type Discovery,
  type Handling,
  type Id,
  type Purpose,
  type Tlp,
  type Urgency,
} from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readPart, readSortedCodes, readSortedIds, requireFormat, sorted } from './shape.js';

const FORMAT = 'sr1p';

/** POLICY: markings and terms of a report, in clear. */
export interface Policy {
  readonly tlp: Tlp;
  readonly handling: Handling;
  readonly urgency: Urgency;
  readonly discovery: Discovery;
  readonly purposes: readonly Purpose[];
  /** UNIX hour in which opening ends. */
  readonly openUntil: number;
  readonly agreements: readonly Id[];
  readonly retentionMonths: number;
}

/** Reads POLICY. Throws EnvelopeError. */
export function parsePolicy(bytes: Uint8Array): Policy {
  return readPart('the policy', bytes, ENVELOPE_LIMITS.MAX_POLICY_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      tlp: fields.code(1, TLP),
      handling: fields.code(2, HANDLINGS),
      urgency: fields.code(3, URGENCIES),
      discovery: fields.code(4, DISCOVERY),
      purposes: readSortedCodes(fields, 5, PURPOSES),
      openUntil: fields.uint(6),
      agreements: readSortedIds(fields, 7, ENVELOPE_LIMITS.MAX_AGREEMENTS),
      retentionMonths: fields.uint(8),
    };
  });
}

/** Writes POLICY, its lists sorted. Throws EnvelopeError E_SIZE. */
export function writePolicy(policy: Policy): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, policy.tlp],
    [2, policy.handling],
    [3, policy.urgency],
    [4, policy.discovery],
    [5, sorted(policy.purposes)],
    [6, policy.openUntil],
    [7, sorted(policy.agreements).map(idToBytes)],
    [8, policy.retentionMonths],
  ]);
  return limited('the policy', encode(fields), ENVELOPE_LIMITS.MAX_POLICY_BYTES);
}

/** `policy_hash` of POLICY bytes. */
export function policyHash(bytes: Uint8Array): Uint8Array {
  return hashTyped('sr1.policy', bytes);
}

/** Whether `later` only tightens `floor`: no field of it allows what the floor did not (security-corrections A18). */
export function isWithin(later: Policy, floor: Policy): boolean {
  return (
    TLP.indexOf(later.tlp) >= TLP.indexOf(floor.tlp) &&
    HANDLINGS.indexOf(later.handling) >= HANDLINGS.indexOf(floor.handling) &&
    DISCOVERY.indexOf(later.discovery) >= DISCOVERY.indexOf(floor.discovery) &&
    later.urgency === floor.urgency &&
    later.openUntil <= floor.openUntil &&
    later.retentionMonths <= floor.retentionMonths &&
    isSubset(later.purposes, floor.purposes) &&
    isSubset(later.agreements, floor.agreements)
  );
}

/** Whether every item of `part` stands in `whole`. */
export function isSubset<T>(part: readonly T[], whole: readonly T[]): boolean {
  return part.every((item) => whole.includes(item));
}

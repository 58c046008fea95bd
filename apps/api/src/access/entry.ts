import type { CborValue } from '@sealbridge/cbor';
import { type DecisionEnding, type Plain, type Subject, writeSnapshot } from '@sealbridge/policy';
import { fromHex } from '@sealbridge/sodium';
import type { AuditDecision, AuditPayload } from '@sealbridge/transparency';
import type { Id } from '@sealbridge/vocabulary';

import type { AuditEvent, EventActor } from '../audit/event.js';
import type { Trace } from './trace.js';
import { type Act, type EntryDetail, purposeOf } from './act.js';
import { addressPrefix } from '../platform/http/address-prefix.js';
import type { Caller } from './caller.js';

interface Ending {
  readonly eventId: Id;
  readonly effect: AuditDecision['effect'];
  readonly reasons: readonly string[];
  readonly detail: Partial<EntryDetail>;
}

const US_PER_MS = 1000;

/** Longest build name that is logged, in UTF-16 units. */
const MAX_BUILD_LENGTH = 64;

/** Puts together what an audit entry says about an act, however it ended. */
export function eventOf<T>(caller: Caller, act: Act<T>, trace: Trace, ending: Ending): AuditEvent {
  const { detail } = ending;
  const purpose = purposeOf(act);
  return {
    eventId: ending.eventId,
    requestId: caller.requestId,
    timestampUs: Date.now() * US_PER_MS,
    action: act.action,
    effect: ending.effect,
    reasons: ending.reasons,
    policyHash: fromHex(trace.policy.hash),
    attributes: snapshot(trace, ending),
    actor: actorOf(caller, trace.subject, detail),
    object: detail.object ?? null,
    purpose: purpose === undefined ? null : { code: purpose, written: detail.written ?? null },
    query: queryOf(caller, detail.resultCount),
    client: {
      build: caller.client.build?.slice(0, MAX_BUILD_LENGTH) ?? 'unknown',
      addressPrefix: addressPrefix(caller.client.address),
    },
    idempotencyKey: detail.idempotencyKey ?? null,
    deviceRequest: act.deviceRequest ?? null,
    nodeReport: null,
    aboutOrg: detail.aboutOrg ?? null,
  };
}

function actorOf(caller: Caller, subject: Subject, { unit, signer }: Partial<EntryDetail>): EventActor | null {
  const { session } = caller;
  if (session === null || subject.class !== 'member') {
    return signer === undefined ? null : { ...signer, unit: null, sessionHash: null };
  }
  const [onlyUnit] = subject.units;
  return {
    org: subject.org,
    unit: unit ?? (subject.units.length === 1 ? (onlyUnit ?? null) : null),
    member: subject.member,
    device: subject.device,
    sessionHash: session.tokenSha256,
  };
}

function queryOf(caller: Caller, resultCount: number | undefined): AuditPayload['query'] {
  if (caller.operation === undefined) {
    return null;
  }
  return {
    operation: caller.operation.name,
    documentHash: caller.operation.documentHash,
    variablesCommit: null,
    resultBucket: resultCount === undefined ? null : bucketOf(resultCount),
  };
}

const BUCKETS = [
  { upTo: 0, name: '0' },
  { upTo: 1, name: '1' },
  { upTo: 4, name: '2-4' },
  { upTo: 9, name: '5-9' },
  { upTo: 49, name: '10-49' },
];

/** A result count as the log keeps it: a band of the vocabulary. */
function bucketOf(count: number): string {
  return BUCKETS.find(({ upTo }) => count <= upTo)?.name ?? '50+';
}

/** Everything the decision was made on, for who makes it again. */
function snapshot(trace: Trace, { effect, reasons }: Ending): CborValue {
  const { subject, resource: object, circumstances, further } = trace;
  return toCbor(writeSnapshot({ subject, object, circumstances, further, ended: endingOf(trace, effect, reasons) }));
}

/** Input that could not be read has a code, a fault has none. */
function endingOf({ refusedBy }: Trace, effect: Ending['effect'], reasons: readonly string[]): DecisionEnding {
  switch (effect) {
    case 'ALLOW':
      return 'policy';
    case 'DENY':
      return refusedBy ?? 'act';
    case 'ERROR':
      return reasons.length === 0 ? 'fault' : 'input';
  }
}

function toCbor(value: Plain): CborValue {
  if (Array.isArray(value)) return value.map(toCbor);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, toCbor(inner)]));
}

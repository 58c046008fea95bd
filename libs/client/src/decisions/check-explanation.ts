import { CborError, type CborValue, decodeStrict } from '@sealbridge/cbor';
import {
  type Action,
  ACTIONS,
  type Policy as AccessPolicy,
  PolicyError,
  policyOfText,
  readSnapshot,
  type Replay,
  replayDecision,
  type Snapshot,
} from '@sealbridge/policy';
import { equal, sha256, utf8 } from '@sealbridge/sodium';
import {
  auditEntry,
  type AuditPayload,
  commitBytes,
  decodeAuditPayload,
  ENTRY_SALT_BYTES,
  leafHash,
  TransparencyError,
} from '@sealbridge/transparency';
import { type Id, idFromBytes, isCode } from '@sealbridge/vocabulary';

import type { Explanation } from './explanation.js';

/** What is checked, in order. */
export const EXPLANATION_CHECKS = ['entry', 'log', 'snapshot', 'policy', 'actor', 'decision'] as const;
export type ExplanationCheck = (typeof EXPLANATION_CHECKS)[number];

/** How one check came out; `words` say what differs, or why nothing could be checked. */
export interface CheckedStep {
  readonly name: ExplanationCheck;
  readonly outcome: 'ok' | 'failed' | 'unchecked';
  readonly words: string;
}

/** A decision as it was checked, and as it came out when it was made again; null where it could not be. */
export interface CheckedExplanation {
  readonly steps: readonly CheckedStep[];
  readonly payload: AuditPayload | null;
  readonly snapshot: Snapshot | null;
  readonly replay: Replay | null;
}

/** Whether the entry is on a log that somebody vouches for: null when nothing is there to tell. */
export type Inclusion = (explanation: Explanation) => Omit<CheckedStep, 'name'>;

/**
 * Checks an explanation against the hashes of its entry, and makes the decision again. Never throws for what somebody wrote: what does not
 * fit is a step that failed. `inclusion` says whether the entry is on the log.
 */
export function checkExplanation(explanation: Explanation, inclusion: Inclusion): CheckedExplanation {
  const payload = payloadOf(explanation);
  if (payload === null) {
    const step = failed('entry', 'payload and salt do not give the leaf hash, or the payload is of another event');
    return { steps: [step], payload: null, snapshot: null, replay: null };
  }
  const snapshot = readKept(explanation, payload);
  const policy = readPolicyOf(explanation, payload);
  const decided = decisionOf(payload, snapshot.value, policy.value);
  return {
    steps: [
      ok('entry', 'payload and salt give the leaf hash'),
      { name: 'log', ...inclusion(explanation) },
      snapshot.step,
      policy.step,
      actorStep(payload, snapshot.value),
      decided.step,
    ],
    ...{ payload, snapshot: snapshot.value, replay: decided.value },
  };
}

interface Found<T> {
  readonly value: T | null;
  readonly step: CheckedStep;
}

const ok = (name: ExplanationCheck, words: string): CheckedStep => ({ name, outcome: 'ok', words });
const failed = (name: ExplanationCheck, words: string): CheckedStep => ({ name, outcome: 'failed', words });
const unchecked = (name: ExplanationCheck, words: string): CheckedStep => ({ name, outcome: 'unchecked', words });

/** The payload, when it is what the leaf hash stands for and of the event that was asked about. */
function payloadOf({ payload, salt, leafHash: leaf, eventId }: Explanation): AuditPayload | null {
  if (salt.length !== ENTRY_SALT_BYTES || !equal(leafHash(auditEntry(salt, payload)), leaf)) return null;
  try {
    const read = decodeAuditPayload(payload);
    return idFromBytes(read.eventId) === eventId ? read : null;
  } catch (error) {
    if (error instanceof TransparencyError) return null;
    throw error;
  }
}

/** Longest snapshot in bytes. */
const MAX_SNAPSHOT_BYTES = 1024 * 1024;
const COMMITMENT_SALT_BYTES = 16;

function readKept({ snapshot }: Explanation, { decision }: AuditPayload): Found<Snapshot> {
  if (snapshot === null)
    return { value: null, step: unchecked('snapshot', 'what was decided upon is not kept any more') };
  const { bytes, salt } = snapshot;
  if (salt.length !== COMMITMENT_SALT_BYTES || !equal(commitBytes(salt, bytes), decision.attrsHash)) {
    return { value: null, step: failed('snapshot', 'it is not what the entry commits to') };
  }
  const read = orNull(() => readSnapshot(plainOf(decodeStrict(bytes, { maxBytes: MAX_SNAPSHOT_BYTES }))));
  if (read === undefined)
    return { value: null, step: unchecked('snapshot', 'as committed to; this build cannot read it') };
  const words =
    'as committed to; written by an earlier version, which kept neither purpose, time nor terms of agreements';
  return { value: read, step: read === null ? unchecked('snapshot', words) : ok('snapshot', 'as committed to') };
}

function readPolicyOf({ policyText }: Explanation, { decision }: AuditPayload): Found<AccessPolicy> {
  if (policyText === null) {
    return {
      value: null,
      step: unchecked('policy', 'the server does not know the text of the policy that was in force'),
    };
  }
  if (!equal(sha256(utf8(policyText)), decision.policyHash)) {
    return { value: null, step: failed('policy', 'it is not the policy that the entry names by its hash') };
  }
  const value = orNull(() => policyOfText(policyText)) ?? null;
  const words = 'as the entry names it; this build cannot read it';
  return { value, step: value === null ? unchecked('policy', words) : ok('policy', 'as the entry names it') };
}

/** Who the entry names is who was decided about, for the purpose that it names. */
function actorStep({ actor, purpose }: AuditPayload, snapshot: Snapshot | null): CheckedStep {
  if (snapshot === null) return unchecked('actor', 'there is no snapshot to compare with');
  const { subject, circumstances } = snapshot;
  const told: readonly Id[] = actor === null ? [] : [actor.org, actor.member, actor.device].map(idFromBytes);
  const decided: readonly Id[] = subject.class === 'guest' ? told : [subject.org, subject.member, subject.device];
  if (told.join() !== decided.join()) return failed('actor', 'the entry names somebody else than was decided about');
  if (circumstances !== null && circumstances.purpose !== (purpose?.code ?? null)) {
    return failed('actor', 'the entry names another purpose than was decided about');
  }
  return ok('actor', 'the entry names who was decided about, and for what');
}

function decisionOf(
  { action, decision }: AuditPayload,
  snapshot: Snapshot | null,
  policy: AccessPolicy | null,
): Found<Replay> {
  if (snapshot === null || policy === null || !isCode<Action>(ACTIONS, action)) {
    return { value: null, step: unchecked('decision', 'it cannot be made again without what is missing above') };
  }
  const { effect, reasons } = decision;
  const value = orNull(() => replayDecision(policy, snapshot, { action, effect, reasons })) ?? null;
  if (value === null) return { value, step: failed('decision', 'policy and snapshot do not fit each other') };
  if (value.differs.length > 0)
    return { value, step: failed('decision', `another ${value.differs.join(', ')} comes out`) };
  return { value, step: comesOut(value) };
}

function comesOut({ questions, unchecked: beyond }: Replay): CheckedStep {
  const words = questions.length === 0 ? 'policy was not asked' : 'the same effect, rules and reason come out';
  const after: Readonly<Record<Replay['unchecked'][number], string>> = {
    act: 'the act itself refused it, which only its own state can show',
    input: 'the input could not be read',
    fault: 'a fault ended it',
    further: 'further objects of the act are not kept',
  };
  return beyond.length === 0
    ? ok('decision', words)
    : unchecked('decision', [words, ...beyond.map((what) => after[what])].join('; '));
}

/** What `read` gives; undefined for what it refuses. */
function orNull<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicyError || error instanceof CborError) return undefined;
    throw error;
  }
}

/** A decoded value with maps as objects, as policy reads it. */
function plainOf(value: CborValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, inner]) => [String(key), plainOf(inner as CborValue)]));
  }
  return Array.isArray(value) ? value.map((item) => plainOf(item as CborValue)) : value;
}

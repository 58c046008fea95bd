import { PolicyDocument as PolicyQueryDocument, type PolicyQuery, PolicyRecordsDocument } from '@sealbridge/api-client';
import { parseRulesRecord, type Rules, rulesHash, type RulesRecord, verifyRules } from '@sealbridge/directory';
import { documentText, type Policy, PolicyError, policyOfText } from '@sealbridge/policy';
import { equal, fromBase64, sha256, toHex, utf8 } from '@sealbridge/sodium';

import { ClientError } from '../client-error.js';
import type { VerifiedDirectory } from '../directory/sync-directory.js';
import { verifying } from '../directory/verifying.js';
import { rulesPlace } from '../log-sync/log-view.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';
import { readPages } from '../session/read-pages.js';

/** So many records may be on their way to the log behind the newest: stewards change the policy by hand. */
const MAX_AHEAD_OF_LOG = 20;

/** A record about the policy whose signatures verify at its place on the log. */
export interface VerifiedRules {
  readonly record: RulesRecord;
  /** Index of its entry on the log; null while it is not there. */
  readonly place: number | null;
  /** Canonical text of the policy that it put in force. */
  readonly text: string;
  /** When the server says it took it on, ISO 8601. */
  readonly adoptedAt: string;
}

/** The policy that a server decides by, as far as it is signed. */
export interface VerifiedPolicy {
  readonly policy: Policy;
  /** Whether the newest record names its document. If not, the server is restricted and nobody answers for these rules. */
  readonly signed: boolean;
  /** The newest record; null before the first. */
  readonly newest: VerifiedRules | null;
}

/** A record as the server hands it out. */
export type ServedRules = NonNullable<PolicyQuery['policy']['newest']>;

/**
 * What the server decides by, compared with what two stewards signed and with the log: the newest record there is the one it shows.
 * Throws a ClientError: `verification` when a text, a signature or the place does not fit, else like every request.
 */
export async function readPolicyInForce(person: Person, directory: VerifiedDirectory): Promise<VerifiedPolicy> {
  const { policy: served } = await call(() => person.client.request(PolicyQueryDocument, {}));
  const policy = knownPolicy(served.text);
  if (!equal(fromBase64(served.hash), sha256(utf8(served.text))))
    throw forged('the policy has another hash than the server says');
  const newest = served.newest === null ? null : verifyServedRules(directory, person.profile.origin, served.newest);
  await requireNewest(person, directory, newest);
  if (served.signed !== (newest !== null && isOf(policy, newest.record.rules))) {
    throw forged('the server decides by another policy than the stewards signed');
  }
  return { policy, signed: served.signed, newest };
}

/** One record with its signatures and its text verified. Throws a ClientError (`verification`). */
export function verifyServedRules(
  { state, log }: Pick<VerifiedDirectory, 'state' | 'log'>,
  origin: string,
  served: ServedRules,
): VerifiedRules {
  const record = verifying(() => parseRulesRecord(fromBase64(served.record)));
  const place = rulesPlace(log, record);
  verifying(() => verifyRules({ state, origin, position: place }, record));
  const { text, adoptedAt } = served;
  if (!isTextOf(text, record.rules)) throw forged('the text is not that of the policy the stewards signed');
  return { record, place, text, adoptedAt };
}

/** The policy of a canonical text. Throws a ClientError: `verification` when it is none that this program knows. */
function knownPolicy(text: string): Policy {
  try {
    return policyOfText(text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new ClientError(
      'E_POLICY_TEXT',
      'verification',
      'the text of the policy is not one that this program knows',
      'a newer version of this program may know it',
    );
  }
}

/** The record shown is the newest on the log, or follows it: at once, or after others that are on their way there as it is. */
async function requireNewest(
  person: Person,
  directory: VerifiedDirectory,
  newest: VerifiedRules | null,
): Promise<void> {
  const [[last] = [null]] = [...directory.log.rules].toSorted(([, a], [, b]) => b - a);
  if (newest === null) {
    if (last === null) return;
    throw rollback();
  }
  if (toHex(rulesHash(newest.record)) === last || followsAtOnce(newest, last)) return;
  if (newest.place !== null || newest.record.rules.prevHash === null) throw rollback();
  let later = newest;
  for (const served of await readBefore(person, newest)) {
    const earlier = verifyServedRules(directory, person.profile.origin, served);
    const { prevHash } = later.record.rules;
    if (prevHash === null || !equal(prevHash, rulesHash(earlier.record))) throw rollback();
    if (followsAtOnce(earlier, last)) return;
    later = earlier;
  }
  throw rollback();
}

/** Whether a record that is not on the log comes next there; `last` is the hex of the newest on it. */
function followsAtOnce({ record, place }: VerifiedRules, last: string | null): boolean {
  const { prevHash } = record.rules;
  return place === null && (prevHash === null ? null : toHex(prevHash)) === last;
}

/** The records before one as the server hands them out, newest first. */
async function readBefore({ client }: Person, { record }: VerifiedRules): Promise<ServedRules[]> {
  const nodes = await readPages<ServedRules>(
    MAX_AHEAD_OF_LOG,
    async (page) => (await call(() => client.request(PolicyRecordsDocument, page))).policyRecords,
  );
  // one that was adopted since is not asked about
  return nodes.filter(({ seq }) => seq < record.rules.seq);
}

function rollback(): ClientError {
  return new ClientError(
    'E_ROLLBACK',
    'verification',
    'the server does not show the newest record about the policy that is on the log',
    'run the command again in a moment; if it stays so, call the stewards by a way you trust',
  );
}

function isOf(policy: Policy, { documentHash, parameters }: Rules): boolean {
  const same = parameters.every(({ name, value }) => policy.parameters[name] === value);
  return same && equal(documentHash, sha256(utf8(documentText(policy.document))));
}

/** The text of an older document is not parsed: rules that this program does not know are still those that were signed. */
function isTextOf(text: string, { documentHash, parameters }: Rules): boolean {
  const document = /^\{"document":(.*),"parameters":(\{[^{}]*\})\}$/s.exec(text);
  if (document === null) return false;
  const [, rules = '', chosen = ''] = document;
  const expected = JSON.stringify(Object.fromEntries(parameters.map(({ name, value }) => [name, value])));
  return chosen === expected && equal(documentHash, sha256(utf8(rules)));
}

function forged(message: string): ClientError {
  return new ClientError(
    'E_POLICY',
    'verification',
    message,
    'do not send anything; call the stewards by a way you trust',
  );
}

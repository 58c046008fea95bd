import { equal } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { parseVerifierKey, type VerifierKey } from '../note/keys.js';
import { parseDecimal } from '../text.js';

/** A log or witness of a policy; `url` is where it is reached, when the file says. */
export interface PolicyLog {
  readonly key: VerifierKey;
  readonly url: string | null;
}

/** A witness of a policy under its name in the file. */
export interface PolicyWitness extends PolicyLog {
  readonly name: string;
}

/** Counts as having witnessed when at least `threshold` of its members have; members are witnesses or earlier groups. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** A trust policy (C2SP tlog-policy). `quorum` is the name of a witness or group, or null for `none`. */
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: ReadonlyMap<string, PolicyWitness>;
  readonly groups: ReadonlyMap<string, PolicyGroup>;
  readonly quorum: string | null;
}

/** Longest policy file in UTF-16 units; ours. */
export const MAX_POLICY_BYTES = 65_536;
/** Most logs, witnesses and groups each; ours, twice what tlog-policy recommends. */
export const MAX_POLICY_ITEMS = 64;

const NONE = 'none';
// tlog-policy allows no control character but tab and newline.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** The policy in a tlog-policy file. Throws E_FORM on any error of form or reference, E_KEY on a key, E_SIZE over a limit. */
export function parsePolicy(text: string): Policy {
  const draft = readLines(text);
  if (draft.quorum === undefined) throw malformed('the quorum line is missing');
  return { logs: draft.logs, witnesses: draft.witnesses, groups: draft.groups, quorum: draft.quorum };
}

/** The logs of a policy file, which may lack a quorum: what a witness needs of it. Throws as parsePolicy. */
export function parseLogList(text: string): readonly PolicyLog[] {
  return readLines(text).logs;
}

/** Whether witnesses of these names fulfil the policy's quorum. */
export function fulfilsQuorum(policy: Policy, cosigned: ReadonlySet<string>): boolean {
  const witnessed = (name: string): boolean => {
    const group = policy.groups.get(name);
    return group === undefined ? cosigned.has(name) : group.members.filter(witnessed).length >= group.threshold;
  };
  return policy.quorum === null || witnessed(policy.quorum);
}

interface Draft {
  readonly logs: PolicyLog[];
  readonly witnesses: Map<string, PolicyWitness>;
  readonly groups: Map<string, PolicyGroup>;
  readonly used: Set<string>;
  quorum: string | null | undefined;
}

function readLines(text: string): Draft {
  if (text.length > MAX_POLICY_BYTES) throw new TransparencyError('E_SIZE', 'the policy is longer than allowed');
  if (CONTROL.test(text)) throw malformed('a control character is not allowed');
  const draft: Draft = { logs: [], witnesses: new Map(), groups: new Map(), used: new Set(), quorum: undefined };
  for (const line of text.split('\n')) {
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (keyword !== undefined && !keyword.startsWith('#')) readLine(draft, keyword, items);
  }
  const most = Math.max(draft.logs.length, draft.witnesses.size, draft.groups.size);
  if (most > MAX_POLICY_ITEMS) throw new TransparencyError('E_SIZE', 'the policy has too many lines of a kind');
  return draft;
}

function readLine(draft: Draft, keyword: string, items: readonly string[]): void {
  if (keyword === 'log') addLog(draft, items);
  else if (keyword === 'witness') addWitness(draft, items);
  else if (keyword === 'group') addGroup(draft, items);
  else if (keyword === 'quorum') setQuorum(draft, items);
  else throw malformed('a line begins with an unknown word');
}

function addLog(draft: Draft, [vkey, url, ...rest]: readonly string[]): void {
  if (vkey === undefined || rest.length > 0) throw malformed('a log line is malformed');
  const key = parseVerifierKey(vkey);
  if (key.type !== 'ed25519') throw new TransparencyError('E_KEY', 'a log key is of another type');
  requireNewKey(key, draft.logs);
  draft.logs.push({ key, url: url ?? null });
}

function addWitness(draft: Draft, [name, vkey, url, ...rest]: readonly string[]): void {
  if (name === undefined || vkey === undefined || rest.length > 0) throw malformed('a witness line is malformed');
  const key = parseVerifierKey(vkey);
  if (key.type !== 'cosignature') throw new TransparencyError('E_KEY', 'a witness key is of another type');
  requireNewName(draft, name);
  requireNewKey(key, [...draft.witnesses.values()]);
  draft.witnesses.set(name, { name, key, url: url ?? null });
}

function addGroup(draft: Draft, [name, rule, ...members]: readonly string[]): void {
  if (name === undefined || rule === undefined || members.length === 0) throw malformed('a group line is malformed');
  requireNewName(draft, name);
  for (const member of members) {
    if (!isDefined(draft, member)) throw malformed('a group names a member that is not defined before it');
    if (draft.used.has(member)) throw malformed('a name is a member twice');
    draft.used.add(member);
  }
  draft.groups.set(name, { name, threshold: thresholdOf(rule, members.length), members });
}

function setQuorum(draft: Draft, [name, ...rest]: readonly string[]): void {
  if (name === undefined || rest.length > 0 || draft.quorum !== undefined)
    throw malformed('the quorum line is malformed');
  if (name !== NONE && !isDefined(draft, name)) throw malformed('the quorum is not defined before its line');
  draft.quorum = name === NONE ? null : name;
}

function thresholdOf(rule: string, count: number): number {
  if (rule === 'any') return 1;
  if (rule === 'all') return count;
  const threshold = parseDecimal(rule);
  if (threshold === null || threshold < 1 || threshold > count) throw malformed('a group threshold is out of range');
  return threshold;
}

function isDefined(draft: Draft, name: string): boolean {
  return draft.witnesses.has(name) || draft.groups.has(name);
}

function requireNewName(draft: Draft, name: string): void {
  if (name === NONE || isDefined(draft, name)) throw malformed('a name is defined twice or reserved');
}

function requireNewKey(key: VerifierKey, others: readonly PolicyLog[]): void {
  if (others.some((other) => equal(other.key.publicKey, key.publicKey))) throw malformed('a key is listed twice');
}

function malformed(message: string): TransparencyError {
  return new TransparencyError('E_FORM', `policy: ${message}`);
}

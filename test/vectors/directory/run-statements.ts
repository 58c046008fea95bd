// Runs the vectors of what is signed off the log: vetting statements, the standing of agreements, invitations, records about the policy.
import {
  agreementStanding,
  evidenceSetHash,
  noStanding,
  parseAgreementRecord,
  parseInviteRecord,
  parseJoin,
  parseRulesRecord,
  parseStandingRecord,
  parseVetRecord,
  readStandings,
  requireRulesTime,
  verifyInvite,
  verifyRules,
  verifyStanding,
  verifyVetSignatures,
  type DirectoryState,
  type VetRule,
} from '@sealbridge/directory';
import { fromBase64Url, fromHex, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

/** A vetting record and the rule it has to keep. */
export interface VettingCase {
  readonly record: string;
  readonly origin: string;
  readonly rule:
    | { readonly by: 'named_roots'; readonly rootKeys: readonly string[] }
    | { readonly by: 'organisation'; readonly org: string; readonly now: number }
    | { readonly by: 'steward' };
}

/** Records about one version of an agreement, taken on one by one at these times, or read later at one. */
export interface StandingCase {
  readonly agreement: string;
  readonly standings: readonly string[];
  readonly takenAt: readonly number[] | null;
  readonly now: number;
  readonly origin: string;
}

/** An invitation, or what a newcomer's device says of itself. */
export interface InvitationCase {
  readonly invite?: string;
  readonly join?: string;
  readonly origin: string;
  readonly now: number;
}

/** A record about the policy, taken on at a time or read later at its place of the log. */
export interface RulesCase {
  readonly record: string;
  readonly previous: string | null;
  readonly origin: string;
  readonly document: { readonly hash: string; readonly choices: Readonly<Record<string, readonly string[]>> };
  readonly takenAt: number | null;
  readonly position: number | null;
}

/** Who signed a statement, and what it is called. */
export function runVetting(state: DirectoryState, { record, origin, rule }: VettingCase): unknown {
  const parsed = parseVetRecord(fromBase64Url(record));
  const member = verifyVetSignatures(parsed, origin, ruleOf(state, rule));
  return { hash: toHex(parsed.hash), member: member?.member ?? null, seat: member?.seat ?? null };
}

/** The hash of a set of evidence. */
export function runEvidenceSet(hashes: readonly string[]): string {
  return toHex(evidenceSetHash(hashes.map(fromHex)));
}

/** What the parties have said in the end, and how the version stands. */
export function runStanding(state: DirectoryState, one: StandingCase): unknown {
  const agreement = parseAgreementRecord(fromBase64Url(one.agreement));
  const records = one.standings.map((text) => parseStandingRecord(fromBase64Url(text)));
  const context = { state, agreement, origin: one.origin };
  const { takenAt } = one;
  const soFar =
    takenAt === null
      ? readStandings(context, records, { now: one.now, placeOf: () => null })
      : records.reduce(
          (before, record, index) => verifyStanding(context, before, record, takenAt[index] ?? one.now),
          noStanding(agreement.agreement),
        );
  const { seq, suspendedBy, end } = soFar;
  return { seq, suspendedBy, end, standing: agreementStanding(agreement.agreement, soFar, one.now) };
}

/** The member who invites, or the device that joins. */
export function runInvitation(state: DirectoryState, { invite, join, origin, now }: InvitationCase): unknown {
  if (join !== undefined) return { device: parseJoin(fromBase64Url(join)).device };
  const record = parseInviteRecord(fromBase64Url(invite ?? ''));
  return { by: verifyInvite({ state, record, origin, now }).member };
}

/** Number and parameters of a record about the policy. */
export function runRules(state: DirectoryState, one: RulesCase): unknown {
  const previous = one.previous === null ? null : parseRulesRecord(fromBase64Url(one.previous));
  const document = { hash: fromHex(one.document.hash), choices: new Map(Object.entries(one.document.choices)) };
  const record = parseRulesRecord(fromBase64Url(one.record));
  const { origin, position } = one;
  const { seq, parameters } = verifyRules({ state, origin, previous, document, position }, record);
  if (one.takenAt !== null) requireRulesTime(record.rules, previous, one.takenAt);
  return { seq, parameters: parameters.map(({ name, value }) => [name, value]) };
}

function ruleOf(state: DirectoryState, rule: VettingCase['rule']): VetRule {
  switch (rule.by) {
    case 'named_roots':
      return { by: rule.by, rootKeys: rule.rootKeys.map(fromHex) };
    case 'organisation':
      return { by: rule.by, state, org: rule.org as Id, now: rule.now };
    case 'steward':
      return { by: rule.by, state };
  }
}

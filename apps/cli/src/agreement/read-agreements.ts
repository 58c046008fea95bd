import {
  AgreementPageDocument,
  type AgreementPageQuery,
  AgreementProposalsDocument,
  type AgreementProposalsQuery,
  AgreementVersionsDocument,
} from '@sealbridge/api-client';
import { call, readPages, verifying } from '@sealbridge/client';
import { type AgreementRecord, type EventRecord, parseAgreementRecord, parseEventRecord } from '@sealbridge/directory';
import { equal, fromBase64 } from '@sealbridge/sodium';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Person } from '../session/person.js';

/** An agreement as the server lists it. */
export type ListedAgreement = AgreementPageQuery['agreementPage']['edges'][number]['node'];
/** A proposal as the server lists it. */
export type ListedProposal = AgreementProposalsQuery['agreementProposals']['edges'][number]['node'];

/** More of a kind are not listed at once. */
const MAX_LISTED = 10_000;
/** More versions of one agreement are not read. */
const MAX_VERSIONS = 500;
const MIN_PREFIX = 8;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ANY_ID = '00000000-0000-0000-0000-000000000000';

/** The agreements of the person's organisation, or of everybody for stewards and auditors, newest first. */
export function listAgreements(person: Person): Promise<ListedAgreement[]> {
  return agreementsOf(person, null);
}

/** The open proposals, likewise. */
export function listProposals(person: Person): Promise<ListedProposal[]> {
  return proposalsOf(person, null);
}

/** The agreement whose id begins like this. Throws a Failure: exit 2 for no such beginning or several, exit 3 for none. */
export async function findAgreement(person: Person, prefix: string): Promise<ListedAgreement> {
  return onlyOne(await agreementsOf(person, readPrefix(prefix)), 'agreement');
}

/** The open proposal for the agreement whose id begins like this. Throws like findAgreement. */
export async function findProposal(person: Person, prefix: string): Promise<ListedProposal> {
  return onlyOne(await proposalsOf(person, readPrefix(prefix)), 'open proposal');
}

/** The agreement and the open proposal whose ids begin like this; null for what is not there. Throws when neither is. */
export async function findEither(
  person: Person,
  prefix: string,
): Promise<{ readonly agreement: ListedAgreement | null; readonly proposal: ListedProposal | null }> {
  const asked = readPrefix(prefix);
  const [agreements, proposals] = [await agreementsOf(person, asked), await proposalsOf(person, asked)];
  const ids = new Set([...agreements.map(({ id }) => id), ...proposals.map(({ agreement }) => agreement)]);
  if (ids.size > 1) throw ambiguous();
  if (ids.size === 0) throw notThere('agreement');
  return { agreement: agreements[0] ?? null, proposal: proposals[0] ?? null };
}

/** All versions of an agreement, newest first, each followed back from the next by the hash that the parties signed. */
export async function versionsOf(person: Person, agreement: string): Promise<AgreementRecord[]> {
  const nodes = await readPages<{ readonly record: string }>(MAX_VERSIONS, async (page) => {
    const asked = { agreement, ...page };
    const { agreementVersions } = await call(() => person.client.request(AgreementVersionsDocument, asked));
    if (agreementVersions === null) throw notThere('agreement');
    return agreementVersions;
  });
  const records = nodes.map(({ record }) => recordOf(record));
  const linked = records.every((record, index) => {
    const next = records[index - 1];
    return next === undefined || follows(next, record);
  });
  if (linked) return records;
  throw brokenChain();
}

/**
 * Throws a Failure unless these terms are the next version after the one they are compared with, or a first one: exit 5 when the hash
 * in them is of another version, exit 6 when a version came between the two answers.
 */
export function requireFollows(record: AgreementRecord, before: AgreementRecord | null): void {
  const { version } = record.agreement;
  if (before !== null && before.agreement.version + 1 !== version) throw versionBetween();
  if (before === null ? version !== 1 : !follows(record, before)) throw brokenChain();
}

function follows({ agreement: { prevHash, version } }: AgreementRecord, before: AgreementRecord): boolean {
  return prevHash !== null && equal(prevHash, before.hash) && version === before.agreement.version + 1;
}

function brokenChain(): Failure {
  return new Failure({
    code: 'E_AGREEMENT_CHAIN',
    exit: EXIT.VERIFICATION,
    message: 'the versions of the agreement do not follow each other',
    hint: 'do not sign anything; call the other party by a way you trust',
  });
}

function versionBetween(): Failure {
  return new Failure({
    code: 'E_CONFLICT',
    exit: EXIT.CONFLICT,
    message: 'another version of the agreement came meanwhile',
    hint: 'look again: npx sealbridge agreement list',
  });
}

/** A record as served. Throws a Failure (exit 5) when it is malformed. */
export function recordOf(text: string): AgreementRecord {
  return verifying(() => parseAgreementRecord(fromBase64(text)));
}

/** The admissions that were served beside agreements and proposals. */
export function admissionsOf(
  listed: readonly { readonly parties: readonly { readonly admission: string | null }[] }[],
): EventRecord[] {
  const texts = new Set(listed.flatMap(({ parties }) => parties.flatMap(({ admission }) => admission ?? [])));
  return [...texts].map((text) => verifying(() => parseEventRecord(fromBase64(text))));
}

function agreementsOf(person: Person, agreement: string | null): Promise<ListedAgreement[]> {
  return readPages(MAX_LISTED, async (page) => {
    const asked = { agreement, all: seesAll(person), ...page };
    return (await call(() => person.client.request(AgreementPageDocument, asked))).agreementPage;
  });
}

function proposalsOf(person: Person, agreement: string | null): Promise<ListedProposal[]> {
  return readPages(MAX_LISTED, async (page) => {
    const asked = { agreement, open: true, all: seesAll(person), ...page };
    return (await call(() => person.client.request(AgreementProposalsDocument, asked))).agreementProposals;
  });
}

function seesAll({ profile }: Person): boolean {
  return profile.roles.includes('steward') || profile.roles.includes('auditor');
}

function readPrefix(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length >= MIN_PREFIX && ID.test(lower + ANY_ID.slice(lower.length))) return lower;
  throw usage('E_ID', `an id, or at least the first ${MIN_PREFIX} characters of one`, 'npx sealbridge agreement list');
}

function onlyOne<T>(found: readonly T[], what: string): T {
  const [only, ...others] = found;
  if (only === undefined) throw notThere(what);
  if (others.length > 0) throw ambiguous();
  return only;
}

function ambiguous(): Failure {
  return usage('E_AMBIGUOUS', 'several agreements begin like this', 'give more characters of the id');
}

/** Not there and not allowed look the same. */
function notThere(what: string): Failure {
  return new Failure({
    code: 'E_NOT_PERMITTED',
    exit: EXIT.REFUSED,
    message: `no such ${what}, or not for you`,
    hint: 'npx sealbridge agreement list shows what there is',
  });
}

/** No proposal is open for an agreement that is there: exit 3. */
export function nothingProposed(): Failure {
  return new Failure({
    code: 'E_NOT_PERMITTED',
    exit: EXIT.REFUSED,
    message: 'no proposal waits for a signature, or not for you',
    hint: 'npx sealbridge agreement list shows what waits',
  });
}

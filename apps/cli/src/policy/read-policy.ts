import {
  PolicyProposalsDocument,
  type PolicyProposalsQuery,
  PolicyRecordsDocument,
  type PolicyRecordsQuery,
} from '@sealbridge/api-client';
import {
  call,
  readPages,
  readPolicyInForce,
  syncDirectory,
  type VerifiedDirectory,
  type VerifiedPolicy,
  type VerifiedRules,
  verifyServedRules,
  verifying,
} from '@sealbridge/client';
import { parseRules, type Rules, rulesHash, rulesProposalId } from '@sealbridge/directory';
import { type ChosenDocument, type PolicyDocument } from '@sealbridge/policy';
import { equal, fromBase64 } from '@sealbridge/sodium';
import { type Id } from '@sealbridge/vocabulary';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Person } from '../session/person.js';

/** More proposals, or records, are not read. */
const MAX_LISTED = 1000;
const MIN_PREFIX = 8;

/** The policy as this person's device verified it, with the directory it was verified by. */
export interface KnownPolicy extends VerifiedPolicy {
  readonly directory: VerifiedDirectory;
}

/** A proposal whose statement was read and fits its id. */
export interface ReadProposal {
  readonly id: Id;
  readonly statement: Uint8Array;
  readonly rules: Rules;
  readonly state: string;
  readonly signedBy: readonly Id[];
  readonly proposedAt: string;
}

/** Reads and verifies the policy in force. Throws a ClientError: `verification` for what is forged. */
export async function readKnownPolicy(person: Person): Promise<KnownPolicy> {
  const directory = await syncDirectory(person);
  return { directory, ...(await readPolicyInForce(person, directory)) };
}

/** What the newest record put in force, with its rules as text has them; null before the first. */
export function inForceBefore({ newest }: VerifiedPolicy): ChosenDocument | null {
  return newest === null ? null : chosenDocument(newest);
}

/** Document and choices of a verified text. */
export function chosenDocument({ text }: Pick<VerifiedRules, 'text'>): ChosenDocument {
  const { document, parameters } = JSON.parse(text) as { document: PolicyDocument; parameters: Record<string, string> };
  return { document, parameters };
}

/** All records, newest first, each verified and followed back from the next by its hash. */
export async function readRecords(person: Person, directory: VerifiedDirectory): Promise<VerifiedRules[]> {
  type Node = PolicyRecordsQuery['policyRecords']['edges'][number]['node'];
  const nodes = await readPages<Node>(
    MAX_LISTED,
    async (page) => (await call(() => person.client.request(PolicyRecordsDocument, page))).policyRecords,
  );
  const records = nodes.map((node) => verifyServedRules(directory, person.profile.origin, node));
  const linked = records.every(({ record }, index) => {
    const later = records[index - 1];
    return later === undefined || follows(later.record.rules, record.rules.seq, rulesHash(record));
  });
  if (linked && (records.at(-1)?.record.rules.seq ?? 0) === 0) return records;
  throw new Failure({
    code: 'E_RULES_PREV',
    exit: EXIT.VERIFICATION,
    message: 'the records about the policy do not follow each other',
    hint: 'call the stewards by a way you trust',
  });
}

/** The proposals that are open, or all of them. Throws a Failure (exit 5) for a statement that does not fit its id. */
export async function readProposals(person: Person, open: boolean): Promise<ReadProposal[]> {
  type Node = PolicyProposalsQuery['policyProposals']['edges'][number]['node'];
  const nodes = await readPages<Node>(
    MAX_LISTED,
    async (page) =>
      (await call(() => person.client.request(PolicyProposalsDocument, { open, ...page }))).policyProposals,
  );
  return nodes.map(readProposal);
}

/** The open proposal whose id begins like this. Throws a Failure: exit 2 for a bad beginning or several, exit 3 for none. */
export async function findProposal(person: Person, prefix: string): Promise<ReadProposal> {
  const asked = prefix.toLowerCase();
  if (asked.length < MIN_PREFIX) throw usage('E_ID', `an id, or at least the first ${MIN_PREFIX} characters of one`);
  const found = (await readProposals(person, true)).filter(({ id }) => id.startsWith(asked));
  const [only, ...others] = found;
  if (others.length > 0)
    throw usage('E_AMBIGUOUS', 'several proposals begin like this', 'give more characters of the id');
  if (only !== undefined) return only;
  throw new Failure({
    code: 'E_NOT_PERMITTED',
    exit: EXIT.REFUSED,
    message: 'no such open proposal, or not for you',
    hint: 'npx sealbridge policy proposals shows what waits for a signature',
  });
}

function readProposal(
  node: Omit<ReadProposal, 'id' | 'statement' | 'rules' | 'signedBy'> & {
    readonly id: string;
    readonly statement: string;
    readonly signedBy: readonly string[];
  },
): ReadProposal {
  const statement = fromBase64(node.statement);
  const id = rulesProposalId(statement);
  const rules = verifying(() => parseRules(statement));
  const { state, proposedAt, signedBy } = node;
  if (id === node.id) return { id, statement, rules, state, proposedAt, signedBy: signedBy as Id[] };
  throw new Failure({
    code: 'E_RECORD',
    exit: EXIT.VERIFICATION,
    message: 'the server gives another statement than its id names',
    hint: 'do not sign anything; call the stewards by a way you trust',
  });
}

function follows({ seq, prevHash }: Rules, before: number, hash: Uint8Array): boolean {
  return seq === before + 1 && prevHash !== null && equal(prevHash, hash);
}

import { Injectable } from '@nestjs/common';
import { parseRulesRecord, type Rules } from '@sealbridge/directory';
import { type Chosen, compilePolicy, DOCUMENT, documentText, POLICY, type Policy } from '@sealbridge/policy';
import { equal, sha256, utf8 } from '@sealbridge/sodium';

import type { SqlValue, Statement } from '../platform/database/statement.js';

const NEWEST: Statement = { name: 'rules-newest', text: 'SELECT sealbridge.newest_rules() AS seq' };
const RECORD: Statement = { name: 'rules-record', text: 'SELECT sealbridge.rules_record($1) AS record' };

/** What acts are decided by at a moment. */
export interface InForce {
  readonly policy: Policy;
  /** Number of the newest record; null when there is none. */
  readonly seq: number | null;
  /** Whether that record names the document of this build. If not, the server is restricted (`UNSIGNED_ACTIONS`). */
  readonly signed: boolean;
}

/** A transaction, or the database for one statement by itself. */
interface Queries {
  query<Row>(statement: Statement, values?: readonly SqlValue[]): Promise<Row[]>;
}

/** Before anything was read: nobody has signed anything. */
const UNSIGNED: InForce = { policy: POLICY, seq: null, signed: false };

/**
 * The policy that acts are decided by: the document of this build with the parameters of the newest signed record
 * (docs/reference/policy-change.md). An act asks once and keeps to the answer.
 */
@Injectable()
export class PolicyInForce {
  #known = UNSIGNED;
  readonly #listeners: ((policy: Policy) => void)[] = [];

  /** What the last act, or the last look, found. For an act itself use `inForce`. */
  current(): Policy {
    return this.#known.policy;
  }

  /**
   * What is in force as these queries see it: one look at a number, and the record when it is another than the last time. Needs no
   * context, so it travels with the statements that begin an act; what was committed before that counts in every process.
   */
  async inForce(queries: Queries): Promise<InForce> {
    const [newest] = await queries.query<{ seq: number | null }>(NEWEST);
    const seq = newest?.seq ?? null;
    if (seq === this.#known.seq) return this.#known;
    const before = this.#known;
    const [row] = seq === null ? [] : await queries.query<{ record: Uint8Array }>(RECORD, [seq]);
    this.#known = row === undefined ? UNSIGNED : decidedBy(parseRulesRecord(new Uint8Array(row.record)).rules);
    if (this.#known.policy.text !== before.policy.text) this.#listeners.forEach((tell) => tell(this.#known.policy));
    return this.#known;
  }

  /** Calls `tell` with each policy that comes into force from now on. */
  onChange(tell: (policy: Policy) => void): void {
    this.#listeners.push(tell);
  }
}

/** The hash that stewards sign for the document of this build. */
export function ownDocumentHash(): Uint8Array {
  return sha256(utf8(documentText(DOCUMENT)));
}

function decidedBy({ seq, documentHash, parameters }: Rules): InForce {
  const chosen = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  if (equal(documentHash, ownDocumentHash())) return { policy: compilePolicy(DOCUMENT, chosen), seq, signed: true };
  return { policy: compilePolicy(DOCUMENT, stillChoices(chosen)), seq, signed: false };
}

/** Of what was chosen for another document what this one has too; its defaults elsewhere. */
function stillChoices(chosen: Chosen): Chosen {
  const own = Object.entries(DOCUMENT.parameters).map(([name, parameter]) => {
    const before = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
    const choice = parameter.choices.find((candidate) => candidate.name === before);
    return [name, choice?.name ?? parameter.default];
  });
  return Object.fromEntries(own) as Chosen;
}

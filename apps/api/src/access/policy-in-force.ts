import { Injectable } from '@nestjs/common';
import type { Rules } from '@sealbridge/directory';
import { type Chosen, compilePolicy, DOCUMENT, documentText, POLICY, type Policy } from '@sealbridge/policy';
import { equal, sha256, utf8 } from '@sealbridge/sodium';

import { Database } from '../platform/database/database.js';
import type { SqlValue, Statement } from '../platform/database/statement.js';
import { ApiError } from '../platform/errors/api-error.js';

const NEWEST: Statement = { name: 'rules-newest', text: 'SELECT sealbridge.newest_rules() AS seq' };

/** How often one act begins again because the records about the policy were not read yet. */
const MAX_READINGS = 3;

/** How long records that do not verify are not read again. Those that verify are read once. */
const DOUBT_MS = 1000;

/** What acts are decided by at a moment. */
export interface InForce {
  readonly policy: Policy;
  /** Number of the newest record; null when there is none. */
  readonly seq: number | null;
  /** Whether that record verifies and names the document of this build. If not, the server is restricted (`UNSIGNED_ACTIONS`). */
  readonly signed: boolean;
}

/** Who reads the signed records; a row of the database by itself is nobody's word. */
export interface RulesReader {
  /** What the newest record says once it and every one before it verify; null when one does not, and when there is none. */
  read(): Promise<Rules | null>;
}

/** A transaction, or the database for one statement by itself. */
interface Queries {
  query<Row>(statement: Statement, values?: readonly SqlValue[]): Promise<Row[]>;
}

/** Nobody has signed anything that this server knows of. */
const UNSIGNED: InForce = { policy: POLICY, seq: null, signed: false };

/** There is another record than the one that was read: `reading` reads it and begins the act again. */
class UnreadRules extends Error {}

/**
 * The policy that acts are decided by: the document of this build with the parameters of the newest signed record
 * (docs/reference/policy-change.md). An act asks once and keeps to the answer.
 */
@Injectable()
export class PolicyInForce {
  #known = UNSIGNED;
  /** When records were read that do not verify; null when they do. */
  #doubtedAt: number | null = null;
  #reader: RulesReader | null = null;
  #underWay: Promise<void> | null = null;
  readonly #listeners: ((policy: Policy) => void)[] = [];

  constructor(private readonly database: Database) {}

  /** Who verifies records. Until there is somebody nothing counts as signed. */
  readBy(reader: RulesReader): void {
    this.#reader = reader;
  }

  /** What the last act, or the last look, found. For an act itself use `inForce`. */
  current(): Policy {
    return this.#known.policy;
  }

  /**
   * What is in force as these queries see it: one look at a number, which needs no context, so it travels with the statements that begin
   * an act; what was committed before that counts in every process. Must run inside `reading`: a number that is another than the last
   * time ends the transaction, because records are verified in one of their own.
   */
  async inForce(queries: Queries): Promise<InForce> {
    const [newest] = await queries.query<{ seq: number | null }>(NEWEST);
    const doubtful = this.#doubtedAt !== null && Date.now() - this.#doubtedAt >= DOUBT_MS;
    if (doubtful || (newest?.seq ?? null) !== this.#known.seq) throw new UnreadRules();
    return this.#known;
  }

  /** Runs what asks `inForce`, again after the records were read when it met one that was not. Throws ApiError UNAVAILABLE if that does not end. */
  async reading<T>(run: () => Promise<T>): Promise<T> {
    for (let readings = 0; readings <= MAX_READINGS; readings += 1) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof UnreadRules)) throw error;
        // many acts meet the same new record at once
        this.#underWay ??= this.#read().finally(() => (this.#underWay = null));
        await this.#underWay;
      }
    }
    throw new ApiError('UNAVAILABLE');
  }

  /** What is in force now, for whoever has no act under way. */
  look(): Promise<InForce> {
    return this.reading(() => this.inForce(this.database));
  }

  /** Calls `tell` with each policy that comes into force from now on. */
  onChange(tell: (policy: Policy) => void): void {
    this.#listeners.push(tell);
  }

  async #read(): Promise<void> {
    const [newest] = await this.database.query<{ seq: number | null }>(NEWEST);
    const rules = (await this.#reader?.read()) ?? null;
    const before = this.#known;
    this.#known = rules === null ? { ...UNSIGNED, seq: newest?.seq ?? null } : decidedBy(rules);
    this.#doubtedAt = rules === null ? Date.now() : null;
    if (this.#known.policy.text !== before.policy.text) this.#listeners.forEach((tell) => tell(this.#known.policy));
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

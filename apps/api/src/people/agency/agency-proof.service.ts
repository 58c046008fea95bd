import { Injectable } from '@nestjs/common';
import { equal, fromBase64Url, randomBytes } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { networkOf } from '../../platform/http/address-prefix.js';
import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import type { Agency } from '../../platform/configuration/agency-configuration.js';
import { Database } from '../../platform/database/database.js';
import { asType } from '../../platform/graphql/as-type.js';
import { invalid, rateLimited, type Failure } from '../../platform/graphql/user-error.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';
import { SessionRepository } from '../session.repository.js';

import { Agencies } from './agencies.js';
import { AgencyError } from './agency-error.js';
import { AgencyProvider } from './agency-provider.js';
import { PROOF_SECONDS, PROOF_TOKEN_BYTES } from './agency-rules.js';
import { AgencyRepository } from './agency.repository.js';
import { ReadAgencyProofPayload, type ReadAgencyProofInput } from './agency.types.js';
import { lookupOf, parseProofCode } from './proof-code.js';
import { type CarriedAttempt, SealedAttempt } from './sealed-attempt.js';

const MS_PER_SECOND = 1000;

/** Somebody on their way to their provider. */
export interface Departure {
  readonly url: URL;
  /** What their browser is to carry. */
  readonly attempt: string;
}

/** Sends people to the identity provider of their organisation, and takes down whom it vouches for. */
@Injectable()
export class AgencyProofService {
  constructor(
    private readonly access: Access,
    private readonly database: Database,
    private readonly agencies: Agencies,
    private readonly provider: AgencyProvider,
    private readonly repository: AgencyRepository,
    private readonly sealed: SealedAttempt,
    private readonly sessions: SessionRepository,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Anybody, with the handle of an organisation that has an agency; `code` is that of a command line that waits. An organisation
   * without an agency is answered like none. Throws AgencyError.
   */
  async begin({ client }: Caller, handle: string, code: string | null): Promise<Departure> {
    if ((await this.limiter.take('agency_starts', networkOf(client.address))) > 0)
      throw new AgencyError('E_AGENCY_RATE');
    const agency = this.#agency(handle);
    const lookup = code === null ? null : parseProofCode(code);
    if (code !== null && lookup === null) throw new AgencyError('E_AGENCY_CODE');
    const { url, attempt } = await this.provider.begin(agency);
    return { url, attempt: this.sealed.seal(attempt, lookup, Date.now() / MS_PER_SECOND) };
  }

  /**
   * The browser that began an attempt, with the address and query its provider sent it back with: the address of another organisation is
   * no end of it. Gives the token a proof was made for, null when it was made for a command line. The attempt is used up either way.
   * Throws AgencyError.
   */
  async finish(
    caller: Caller,
    carried: string | null,
    { organisation: at, query }: { readonly organisation: string; readonly query: string },
  ): Promise<Uint8Array | null> {
    const attempt = carried === null ? null : this.sealed.open(carried, Date.now() / MS_PER_SECOND);
    if (attempt?.organisation !== at || !isAnswerTo(query, attempt)) throw new AgencyError('E_AGENCY_STATE');
    if (!(await this.#use(attempt))) throw new AgencyError('E_AGENCY_STATE');
    const agency = this.#agency(attempt.organisation);
    const organisation = await this.database.system((tx) => this.repository.organisation(tx, agency.organisation));
    if (organisation === null) throw new AgencyError('E_AGENCY_UNKNOWN');
    const subjectSha256 = await this.#vouched(caller, organisation, () => this.provider.finish(agency, query, attempt));
    const token = attempt.lookup === null ? randomBytes(PROOF_TOKEN_BYTES) : null;
    const lookup = token === null ? attempt.lookup : lookupOf(token);
    await this.#store(caller, { lookup, organisation, subjectSha256 });
    return token;
  }

  /** Anybody who holds a token: whether there is a proof for it by now. */
  async read(
    { client }: Caller,
    { clientMutationId, token }: ReadAgencyProofInput,
  ): Promise<ReadAgencyProofPayload | Failure> {
    if (token.length !== PROOF_TOKEN_BYTES) return invalid('E_FIELD', 'a token is 32 bytes', 'token');
    const wait = await this.limiter.take('agency_questions', networkOf(client.address));
    if (wait > 0) return rateLimited(wait);
    const proof = await this.database.system((tx) => this.repository.read(tx, lookupOf(token), null));
    return asType(ReadAgencyProofPayload, { clientMutationId, expiresAt: proof?.expiresAt ?? null });
  }

  #agency(handle: string): Agency {
    const agency = this.agencies.of(handle);
    if (agency === null) throw new AgencyError('E_AGENCY_UNKNOWN');
    return agency;
  }

  #use({ state, expiresAt }: CarriedAttempt): Promise<boolean> {
    return this.database.system((tx) => this.sessions.useChallenge(tx, state, expiresAt));
  }

  /** What the provider says; that it said no stands in the log of the organisation. */
  async #vouched(caller: Caller, organisation: Id, ask: () => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AgencyError) await this.#record(caller, organisation, null);
      throw error;
    }
  }

  async #store(
    caller: Caller,
    { lookup, organisation, subjectSha256 }: { lookup: Uint8Array | null; organisation: Id; subjectSha256: Uint8Array },
  ): Promise<void> {
    if (lookup === null) throw new Error('a proof for nobody');
    const isStored = await this.#record(caller, organisation, { lookup, subjectSha256 });
    if (!isStored) throw new AgencyError('E_AGENCY_CODE');
  }

  async #record(
    caller: Caller,
    organisation: Id,
    proof: { readonly lookup: Uint8Array; readonly subjectSha256: Uint8Array } | null,
  ): Promise<boolean> {
    const outcome = await this.access.perform(
      { ...caller, session: null },
      {
        action: 'agency.prove',
        detail: {
          object: { type: 'organisation', id: organisation, version: null, hash: null },
          aboutOrg: organisation,
        },
        resource: () => Promise.resolve(proof === null ? null : { type: 'Agency', attributes: { proved: true } }),
        work: async (_permit, tx) => {
          if (proof === null) throw new Error('an act on nothing was permitted');
          const { lookup, subjectSha256 } = proof;
          const stored = await this.repository.store(tx, lookup, {
            organisation,
            subjectSha256,
            seconds: PROOF_SECONDS,
          });
          if (!stored) throw new Refusal('not_permitted');
        },
      },
    );
    return outcome.ok;
  }
}

/** Whether a query names the state of this attempt. The library looks again; here it is known before the attempt is used up. */
function isAnswerTo(query: string, { state }: CarriedAttempt): boolean {
  const given = new URLSearchParams(query).getAll('state');
  return given.length === 1 && equal(stateOf(given[0] ?? ''), state);
}

function stateOf(text: string): Uint8Array {
  try {
    return fromBase64Url(text);
  } catch {
    return new Uint8Array();
  }
}

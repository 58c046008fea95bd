import { Injectable } from '@nestjs/common';
import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Refusal } from '../../access/refusal.js';
import { NoticeService } from '../../notices/notice.service.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';

import { Agencies } from './agencies.js';
import { AgencyRepository } from './agency.repository.js';
import { lookupOf } from './proof-code.js';

/** Who signs in. */
interface Person {
  readonly member: Id;
  readonly organisation: Id;
}

/** A proof that counts for somebody, to be spent with the session that it begins. */
interface CountingProof extends Person {
  readonly lookup: Uint8Array;
  /** What is to be linked with it; null when it is already. */
  readonly link: { readonly person: Id; readonly subjectSha256: Uint8Array } | null;
}

/** What an organisation asks for besides the device, as far as somebody has shown it. */
export interface FirstFactor {
  /** Whether nothing is asked for, or what is was shown. */
  readonly shown: boolean;
  readonly proof: CountingProof | null;
}

/** Of whom nothing more is asked. */
export const NOTHING_ASKED: FirstFactor = { shown: true, proof: null };

/**
 * Whether the agency of an organisation has just vouched for its member. It comes before the device key and never in its place: a proof
 * without a device begins nothing. Where the provider does not answer nobody signs in, for a first factor that can be left out is none.
 */
@Injectable()
export class FirstFactorService {
  constructor(
    private readonly agencies: Agencies,
    private readonly database: Database,
    private readonly repository: AgencyRepository,
    private readonly notices: NoticeService,
  ) {}

  /** What is shown for this person by the holder of a token, or of none. */
  async of(person: Person, token: Uint8Array | null): Promise<FirstFactor> {
    if (this.agencies.isEmpty) return NOTHING_ASKED;
    return this.database.system(async (tx) => {
      const handle = await this.repository.handle(tx, person.organisation);
      const agency = handle === null ? null : this.agencies.of(handle);
      if (agency === null) return NOTHING_ASKED;
      const proof = token === null ? null : await this.#proof(tx, person, lookupOf(token));
      return { shown: proof !== null || !agency.required, proof };
    });
  }

  /** Uses the proof up, and links who was shown together for the first time. Throws Refusal when it was spent meanwhile. */
  async spend(tx: Transaction, { proof }: FirstFactor): Promise<void> {
    if (proof === null) return;
    const { lookup, organisation, member, link } = proof;
    if (!(await this.repository.spend(tx, lookup, organisation))) throw new Refusal('first_factor_needed');
    if (link === null) return;
    if (!(await this.repository.link(tx, link.person, organisation, link.subjectSha256))) {
      throw new Refusal('first_factor_needed');
    }
    await this.notices.raise(tx, {
      kind: 'agency_linked',
      to: { org: organisation, right: 'directory.admin' },
      object: { type: 'member', id: member },
    });
  }

  async #proof(tx: Transaction, { member, organisation }: Person, lookup: Uint8Array): Promise<CountingProof | null> {
    const proof = await this.repository.read(tx, lookup, organisation);
    if (proof === null) return null;
    const { subjectSha256 } = proof;
    const links = await this.repository.links(tx, member, organisation, subjectSha256);
    const counting = { member, organisation, lookup };
    if (links.subjectSha256 !== null) {
      return equal(links.subjectSha256, subjectSha256) ? { ...counting, link: null } : null;
    }
    return links.linkedPerson === null ? { ...counting, link: { person: links.person, subjectSha256 } } : null;
  }
}

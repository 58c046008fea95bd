import { withoutTerms } from '@sealbridge/policy';
import type { Id } from '@sealbridge/vocabulary';

import type { SqlValue, Statement } from '../platform/database/statement.js';
import type { Transaction } from '../platform/database/transaction.js';

/**
 * Which agreements of the caller's organisation an act is decided by. An organisation may have hundreds, and each one's terms are a
 * few hundred bytes that are read, judged and written into the record of the decision.
 */
export interface OwnAgreements {
  /** Loads them in the context of the transaction, in the form that `parseMember` takes. Must issue its statement at once. */
  load(tx: Transaction): Promise<readonly unknown[]>;
}

interface Loaded {
  readonly agreements: readonly unknown[];
}

const withTerms = (statement: Statement, values: readonly SqlValue[] = []): OwnAgreements => ({
  load: async (tx) => (await tx.query<Loaded>(statement, values))[0]?.agreements ?? [],
});

/** All of them with all their terms: for who compares agreements. */
export const ALL_AGREEMENTS = withTerms({
  name: 'own-agreements',
  text: 'select own_agreements(null) as agreements',
});

/** Those with these ids; an id that is nobody's or others' is left out. */
export const agreementsNamed = (ids: readonly Id[]): OwnAgreements =>
  withTerms({ name: 'own-agreements-named', text: 'select own_agreements($1) as agreements' }, [ids]);

/** Those under which a report was sent to the caller's organisation. */
export const agreementsOfReport = (report: Id): OwnAgreements =>
  withTerms(
    {
      name: 'own-agreements-of-report',
      text: `select own_agreements(array(select g.agreement_id from report r join stored_grant g on g.row = r.row
        where r.id = $1)) as agreements`,
    },
    [report],
  );

/** The one under which a report was sent that was opened under this event. */
export const agreementsOfOpening = (event: Id): OwnAgreements =>
  withTerms(
    {
      name: 'own-agreements-of-opening',
      text: `select own_agreements(array(select g.agreement_id from opening p join stored_grant g on g.id = p.grant_id
        where p.event_id = $1)) as agreements`,
    },
    [event],
  );

/** All of them without their terms: with whom, and whether they are in force. */
export const PARTNERS_ALONE: OwnAgreements = {
  load: async (tx) => {
    const rows = await tx.query<{ id: string; partner: string; standing: string }>({
      name: 'own-partners',
      text: 'select id, partner, standing from own_partners()',
    });
    return rows.map(({ id, partner, standing }) => withoutTerms(id, partner, standing));
  },
};

/** None: for acts that are decided without. */
export const NO_AGREEMENTS: OwnAgreements = { load: () => Promise.resolve([]) };

import { Injectable } from '@nestjs/common';
import type { Attribution, Id } from '@sealbridge/vocabulary';

import type { OwnAgreements } from '../../access/own-agreements.js';
import type { Transaction } from '../../platform/database/transaction.js';

/** A unit of a partner, with the agreement that says most about names. */
export interface PartnerUnit {
  readonly unit: Id;
  readonly org: Id;
  readonly agreementId: Id;
  readonly attribution: Attribution;
}

/** The agreements of the caller's organisation with that of a unit. */
const WITH_UNIT = `select p.id, p.partner, u.id as unit from own_partners() p
  join unit u on u.org_id = p.partner where u.handle = $1`;

const AGREEMENTS = {
  name: 'own-agreements-with-unit',
  text: `select own_agreements(array(select w.id from (${WITH_UNIT}) w)) as agreements`,
};

const PARTNER_UNIT = {
  name: 'reader-names-unit',
  text: `select w.unit, w.partner as org, w.id as "agreementId", a.attribution from (${WITH_UNIT}) w
    join agreement a on a.id = w.id and a.newest
    order by array_position(array['must', 'may', 'must_not'], a.attribution), w.id limit 1`,
};

/** The agreements under which names of a unit may be shown, with their terms. */
export const agreementsWithUnit = (handle: string): OwnAgreements => ({
  load: async (tx) => (await tx.query<{ agreements: readonly unknown[] }>(AGREEMENTS, [handle]))[0]?.agreements ?? [],
});

/** Units of partners whose people may have names. */
@Injectable()
export class ReaderNamesRepository {
  /** The unit of this handle, null when there is none or no agreement with its organisation runs. */
  async partnerUnit(tx: Transaction, handle: string): Promise<PartnerUnit | null> {
    const [row] = await tx.query<PartnerUnit>(PARTNER_UNIT, [handle]);
    return row ?? null;
  }
}

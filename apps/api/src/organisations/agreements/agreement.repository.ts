import { Injectable } from '@nestjs/common';
import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { MAX_AGREEMENT_RECORD_BYTES, type AgreementRecord } from '@sealbridge/directory';
import { handlingRank, markingRank, type Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import { AgreementEntity } from './agreement.entity.js';

/** An agreement as it was signed, and its times in UNIX seconds. */
export interface StoredAgreement {
  readonly id: Id;
  readonly version: number;
  readonly versionHash: Uint8Array;
  readonly startsAt: number;
  readonly endsAt: number;
  /** The agreement record. */
  readonly record: Uint8Array;
}

/** Agreements, all versions. */
@Injectable()
export class AgreementRepository {
  /** The newest version, or null. */
  async newest(tx: Transaction, id: Id): Promise<StoredAgreement | null> {
    const row = await tx.manager.findOneBy(AgreementEntity, { id, newest: true });
    return row === null ? null : stored(row);
  }

  /** The newest versions of the agreements of one organisation, oldest start first. */
  async ofOrganisation(tx: Transaction, org: Id): Promise<StoredAgreement[]> {
    const rows = await tx.manager.find(AgreementEntity, {
      where: [
        { orgA: org, newest: true },
        { orgB: org, newest: true },
      ],
      order: { startsAt: 'ASC', id: 'ASC' },
    });
    return rows.map(stored);
  }

  /** Stores a verified version as the newest one. */
  async add(tx: Transaction, bytes: Uint8Array, { agreement, hash, bytes: body }: AgreementRecord): Promise<void> {
    const [orgA, orgB] = agreement.orgs;
    if (orgA === undefined || orgB === undefined) throw new Error('an agreement has two parties');
    const signatures = readItems(decodeStrict(bytes, { maxBytes: MAX_AGREEMENT_RECORD_BYTES })).value(1);
    await tx.manager.update(AgreementEntity, { id: agreement.agreement, newest: true }, { newest: false });
    await tx.manager.insert(AgreementEntity, {
      id: agreement.agreement,
      version: agreement.version,
      versionHash: Buffer.from(hash),
      orgA,
      orgB,
      circle: agreement.circle,
      purposes: [...agreement.purposes],
      prohibited: [...agreement.prohibited],
      markingCeiling: markingRank(agreement.markingCeiling),
      handlingCeiling: handlingRank(agreement.handlingCeiling),
      jurisdictions: [...agreement.jurisdictions],
      retentionMonths: agreement.retentionMonths,
      startsAt: agreement.start,
      endsAt: agreement.end,
      newest: true,
      body: Buffer.from(body),
      signatures: Buffer.from(encode(signatures)),
    });
  }
}

function stored({ id, version, versionHash, startsAt, endsAt, body, signatures }: AgreementEntity): StoredAgreement {
  const items = decodeStrict(signatures, { maxBytes: MAX_AGREEMENT_RECORD_BYTES });
  return { id, version, versionHash, startsAt, endsAt, record: encode([body, items]) };
}

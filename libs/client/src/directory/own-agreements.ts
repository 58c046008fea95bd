import { AgreementPageDocument, type AgreementPageQuery } from '@sealbridge/api-client';
import {
  type AgreementRecord,
  agreementStanding,
  DirectoryError,
  type DirectoryErrorCode,
  type DirectoryState,
  parseAgreementRecord,
  parseStandingRecord,
  readStandings,
  type StandingRecord,
  verifyAgreement,
} from '@sealbridge/directory';
import { fromBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { agreementPlace, standingPlace } from '../log-sync/log-view.js';
import type { VerifiedLog } from '../log-sync/sync-log.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';
import { readPages } from '../session/read-pages.js';
import { requireNewestSeen } from './seen-agreements.js';
import { verifying } from './verifying.js';

/** The agreements of a person's organisation whose signatures verify and whose time it is. */
export interface OwnAgreements {
  /** In force by what both parties signed: under these is sealed. */
  readonly agreements: readonly AgreementRecord[];
  /** Suspended by a party. */
  readonly suspendedAgreements: readonly AgreementRecord[];
  /** When each of them ends, by id, in UNIX seconds: its own end, or an earlier one that a party named. */
  readonly ends: ReadonlyMap<Id, number>;
}

/** A version and what its parties said about it since, as the server hands them out. */
export interface ServedAgreement {
  readonly record: AgreementRecord;
  readonly standings: readonly StandingRecord[];
}

/** What signatures are judged by: the directory, the origin of the log, and what the log shows. */
export interface JudgedBy {
  readonly state: DirectoryState;
  readonly origin: string;
  readonly log: Pick<VerifiedLog, 'now' | 'agreements'>;
}

/** More agreements of one organisation are not read. */
const MAX_AGREEMENTS = 10_000;

type Listed = AgreementPageQuery['agreementPage']['edges'][number]['node'];

/** The newest versions the server has, none older than one seen before. Throws a ClientError: `verification` for what is forged. */
export async function readAgreements(person: Person, state: DirectoryState, log: VerifiedLog): Promise<OwnAgreements> {
  const agreements = await readPages<Listed>(MAX_AGREEMENTS, async (page) => {
    const asked = { agreement: null, all: false, ...page };
    return (await call(() => person.client.request(AgreementPageDocument, asked))).agreementPage;
  });
  const served = agreements.map(({ record, standing }) =>
    verifying(() => ({
      record: parseAgreementRecord(fromBase64(record)),
      standings: standing.map((text) => parseStandingRecord(fromBase64(text))),
    })),
  );
  const judgedBy = { state, origin: person.profile.origin, log };
  const signed = served.filter(({ record }) => verifying(() => isSigned(record, judgedBy)));
  await requireNewestSeen(
    person.stores,
    signed.map(({ record: { agreement }, standings }) => ({ ...agreement, statements: standings.length })),
  );
  return verifying(() => sortByStanding(signed, judgedBy));
}

/** Agreements by how they stand; those that are not begun or ended are left out. Throws DirectoryError for a forged record. */
export function sortByStanding(served: readonly ServedAgreement[], judgedBy: JudgedBy): OwnAgreements {
  const standing = served.map((one) => ({ record: one.record, ...standingOf(one, judgedBy) }));
  const those = (wanted: 'in_force' | 'suspended'): AgreementRecord[] =>
    standing.filter((one) => one.standing === wanted).map(({ record }) => record);
  const ends = new Map(standing.map(({ record, end }) => [record.agreement.agreement, end]));
  return { agreements: those('in_force'), suspendedAgreements: those('suspended'), ends };
}

function standingOf({ record, standings }: ServedAgreement, { state, origin, log }: JudgedBy) {
  const { now } = log;
  const placeOf = (said: StandingRecord): number | null => standingPlace(log, said);
  const soFar = readStandings({ state, agreement: record, origin }, standings, { now, placeOf });
  return { standing: agreementStanding(record.agreement, soFar, now), end: soFar.end };
}

/** Why an agreement no longer counts without anybody having forged it. */
const LAPSED: readonly DirectoryErrorCode[] = ['E_SIGNER', 'E_PARTIAL', 'E_SUSPENDED'];

/**
 * Whether both parties stand behind an agreement: by its place on the log, so that a signer who left later takes nothing away. One
 * whose signer had ended before, whose party is suspended or can no longer be read, is as good as none: it must not stop everything
 * else. A forged one throws.
 */
export function isSigned(record: AgreementRecord, { state, origin, log }: JudgedBy): boolean {
  try {
    verifyAgreement({ state, record, origin, position: agreementPlace(log, record), now: log.now });
    return true;
  } catch (error) {
    if (error instanceof DirectoryError && LAPSED.includes(error.code)) return false;
    throw error;
  }
}

import { AgreementVersionsDocument } from '@sealbridge/api-client';
import { call, readPages, type VerifiedDirectory } from '@sealbridge/client';
import { type AgreementRecord, DirectoryError, parseAgreementRecord, versionBehind } from '@sealbridge/directory';
import { equal, fromBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { Person } from '../session/person.js';

/** The two versions of an agreement that an opening is judged by; null where there is none that verifies. */
export interface SealedUnder {
  readonly agreement: AgreementRecord | null;
  readonly newest: AgreementRecord | null;
}

/** What a list of an agreement that is not there comes to. */
const NOTHING = { edges: [], pageInfo: { hasNextPage: false } };

/** More versions of one agreement are not read: nobody signs a new one every week for years. */
const MAX_VERSIONS = 500;

/**
 * The newest version of the agreement a grant names, and the version it was sealed under, followed back by the hashes that the
 * parties signed. Asks the server for older versions only when the newest is not the one.
 */
export async function sealedUnder(
  person: Person,
  directory: VerifiedDirectory,
  named: { readonly id: Id; readonly versionHash: Uint8Array } | null,
): Promise<SealedUnder> {
  const newest = directory.agreements.find(({ agreement }) => agreement.agreement === named?.id) ?? null;
  if (named === null || newest === null) return { agreement: null, newest };
  const older = equal(newest.hash, named.versionHash) ? [] : await versionsOf(person, named.id);
  return { agreement: versionBehind(newest, older, named.versionHash), newest };
}

async function versionsOf({ client }: Person, agreement: Id): Promise<AgreementRecord[]> {
  const records = await readPages<{ readonly record: string }>(MAX_VERSIONS, async (page) => {
    const { agreementVersions } = await call(() => client.request(AgreementVersionsDocument, { agreement, ...page }));
    return agreementVersions ?? NOTHING;
  });
  return records.flatMap(({ record }) => readVersion(fromBase64(record)) ?? []);
}

/** One that cannot be read is as good as none: the hashes then lead nowhere, and nothing opens. */
function readVersion(bytes: Uint8Array): AgreementRecord | null {
  try {
    return parseAgreementRecord(bytes);
  } catch (error) {
    if (error instanceof DirectoryError) return null;
    throw error;
  }
}

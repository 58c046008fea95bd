import { ReaderNamesDocument } from '@sealbridge/api-client';
import { openShownName, type VerifiedRecipient } from '@sealbridge/directory';
import { fromBase64 } from '@sealbridge/sodium';
import { type Id, parseId } from '@sealbridge/vocabulary';

import type { VerifiedDirectory } from '../directory/sync-directory.js';
import { verifying } from '../directory/verifying.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';

/** Names by role handle. */
export type ReaderNames = ReadonlyMap<Id, string>;

/** Nobody's. */
export const NO_NAMES: ReaderNames = new Map();

/**
 * The names of the members of these units whose agreements say that they are shown; each unit asked about is an entry on the log. Where
 * the server refuses, there are none. Throws a ClientError (`verification`) for a name that is not the one committed to.
 */
export async function readReaderNames(
  person: Person,
  directory: VerifiedDirectory,
  recipients: readonly VerifiedRecipient[],
): Promise<ReaderNames> {
  const names = new Map<Id, string>();
  for (const { handle } of recipients.filter(({ org }) => namesAreShown(directory, person.profile.org, org))) {
    const { readerNames } = await call(() => person.client.request(ReaderNamesDocument, { unit: handle }));
    if (readerNames.__typename !== 'ReaderNames') continue;
    for (const { member, opening } of readerNames.names) {
      const id = parseId(member);
      if (id !== null) names.set(id, verifiedName(directory, id, fromBase64(opening)));
    }
  }
  return names;
}

/** Whether an agreement in force with the organisation says that names are shown. */
function namesAreShown({ agreements }: VerifiedDirectory, own: Id, org: Id): boolean {
  const between = agreements.filter(({ agreement }) => org !== own && agreement.orgs.includes(org));
  return between.some(({ agreement }) => agreement.attribution !== 'must_not');
}

/** The name that the member's organisation committed to when it signed the member in. */
function verifiedName({ state }: VerifiedDirectory, member: Id, opening: Uint8Array): string {
  return verifying(() => openShownName(opening, state.members.get(member)?.privateHash ?? null));
}

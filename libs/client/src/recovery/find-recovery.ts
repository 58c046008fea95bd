import { RecoveriesDocument, RecoveryDocument, type RecoveryFieldsFragment } from '@sealbridge/api-client';
import type { DirectoryState, Recovery } from '@sealbridge/directory';
import { parseId } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';
import { readPages } from '../session/read-pages.js';

/** A recovery as the server shows it: what it waits for, by its clock. */
export type ShownRecovery = RecoveryFieldsFragment;

/** The newest recoveries that this person sees. */
export function listRecoveries({ client }: Pick<Person, 'client'>, limit: number): Promise<ShownRecovery[]> {
  return readPages(
    limit,
    async (variables) => (await call(() => client.request(RecoveriesDocument, variables))).recoveries,
  );
}

/** One of them by its id. Throws a ClientError (`refused`). */
export async function showRecovery({ client }: Pick<Person, 'client'>, text: string): Promise<ShownRecovery> {
  const id = parseId(text);
  if (id === null) throw new ClientError('E_ID', 'usage', 'this is not the id of a recovery', SHOWN_BY);
  const { recovery } = await call(() => client.request(RecoveryDocument, { id }));
  if (recovery === null) throw unknown();
  return recovery;
}

/** The same recovery in the verified directory, which alone counts for what is done. Throws a ClientError (`refused`). */
export function verifiedRecovery(state: DirectoryState, { organisation, id }: ShownRecovery): Recovery {
  const org = parseId(organisation);
  const recovery = org === null ? undefined : state.recoveries(org).find((candidate) => candidate.id === id);
  if (recovery === undefined) throw unknown();
  return recovery;
}

const SHOWN_BY = 'npx sealbridge keys recover list shows those you may see';

function unknown(): ClientError {
  return new ClientError('E_UNKNOWN_RECOVERY', 'refused', 'there is no such recovery for you to see', SHOWN_BY);
}

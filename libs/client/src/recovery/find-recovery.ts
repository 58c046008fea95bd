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

/**
 * The recovery of the verified directory that the server shows; null when that has none of this id, as long as it is not on the log. Throws
 * a ClientError (`verification`) when the server shows another member, device or guardian under that id: people agree to what they are shown.
 */
export function loggedRecovery(state: DirectoryState, shown: ShownRecovery): Recovery | null {
  const org = parseId(shown.organisation);
  const found = org === null ? undefined : state.recoveries(org).find(({ id }) => id === shown.id);
  if (found === undefined) return null;
  const { member, device, reason, keyNumber, approvals } = found;
  const same =
    shown.organisationHandle === state.organisations.get(found.org)?.handle &&
    shown.member === member &&
    shown.device === device &&
    shown.reason === reason &&
    shown.keyNumber === keyNumber &&
    shown.startedBy === approvals[0];
  if (!same) throw otherShown();
  return found;
}

/** The same, which alone counts for what is done. Throws a ClientError: `refused` when the directory has none, `verification`. */
export function verifiedRecovery(state: DirectoryState, shown: ShownRecovery): Recovery {
  const recovery = loggedRecovery(state, shown);
  if (recovery === null) throw unknown();
  return recovery;
}

function otherShown(): ClientError {
  return new ClientError(
    'E_ANSWER',
    'verification',
    'the server shows another recovery under this id than the directory has',
    'agree to nothing; speak to the other guardians by a way you trust',
  );
}

const SHOWN_BY = 'npx sealbridge keys recover list shows those you may see';

function unknown(): ClientError {
  return new ClientError('E_UNKNOWN_RECOVERY', 'refused', 'there is no such recovery for you to see', SHOWN_BY);
}

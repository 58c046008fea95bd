import { GuardianSharesDocument } from '@sealbridge/api-client';
import type { Guardian, RecoverySetup } from '@sealbridge/directory';
import { KeyringError, openShare, type Share } from '@sealbridge/keyring';
import { fromBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';

/** The guardian that a device is of an organisation, as the directory says. Throws a ClientError (`refused`) when it is none. */
export function requireGuardian(setup: RecoverySetup | null, device: Id): Guardian {
  const guardian = setup?.guardians.find((candidate) => candidate.device === device);
  if (guardian !== undefined) return guardian;
  throw new ClientError(
    'E_NOT_GUARDIAN',
    'refused',
    'this device is no guardian of that organisation',
    'npx sealbridge keys guardians show names them',
  );
}

/**
 * The share of this device, checked against the directory. Throws a ClientError: `refused` for a device that is no guardian,
 * `verification` when the server gives another share. The caller wipes it.
 */
export async function openOwnShare(person: Person, org: Id, setup: RecoverySetup | null): Promise<Share> {
  const { sealedShareSha256: sealedSha256 } = requireGuardian(setup, person.keys.device);
  const number = setup?.number ?? 0;
  const { guardianShares } = await call(() => person.client.request(GuardianSharesDocument, {}));
  const served = guardianShares.find(({ organisation }) => organisation === org);
  if (served === undefined) throw new ClientError('E_SHARE', 'verification', 'the server does not give your share');
  return readingShares(() => openShare(fromBase64(served.share), person.keys, { org, number, sealedSha256 }));
}

/** What shares and lockboxes give. Throws a ClientError (`verification`) where they are not what the directory says. */
export function readingShares<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw shareError(error);
  }
}

/** The same error as a ClientError, with the guardian whose share it is where that is known. */
export function shareError(error: unknown): unknown {
  if (!(error instanceof KeyringError)) return error;
  const whose = error.device === null ? '' : ` (guardian device ${error.device})`;
  return new ClientError(
    error.code,
    'verification',
    `${error.message}${whose}`,
    'go no further; speak to the other guardians by a way you trust',
    { cause: error },
  );
}

// Imported before anything else by the specs of a malicious server: puts doubles in the place of the checks that can be taken out. Product
// code has no switch for it. A jest.mock counts for every module that is loaded after it.
import type * as Seen from '../../../libs/client/src/directory/seen-agreements.js';
import type * as FindRecovery from '../../../libs/client/src/recovery/find-recovery.js';
import type * as ProveRoot from '../../../libs/client/src/log-sync/prove-root.js';
import type * as DeviceAuthority from '../../../libs/directory/src/device-authority.js';
import type * as DirectoryErrors from '../../../libs/directory/src/directory-error.js';
import type * as OwnChain from '../../../libs/directory/src/own-chain/audit-own-chain.js';
import type * as KeyChanges from '../../../libs/directory/src/own-chain/key-changes.js';
import type * as Guardians from '../../../libs/directory/src/recovery/guardian-authority.js';
import type * as OpenRecovery from '../../../libs/directory/src/recovery/open-recovery.js';
import type * as StewardAuthority from '../../../libs/directory/src/steward-authority.js';
import type * as Operation from '../../../libs/envelope/src/operation.js';
import type * as LinkCode from '../../../libs/keyring/src/link-code.js';
import type * as Lockbox from '../../../libs/keyring/src/lockbox.js';
import type * as Contents from '../../../libs/keyring/src/vault-contents.js';
import type * as Format from '../../../libs/keyring/src/vault-format.js';
import type * as Passphrase from '../../../libs/sodium/src/passphrase.js';
import type * as Append from '../../../libs/transparency/src/tiles/append.js';
import type * as Removed from './removed-check.js';

// Every check of the directory is one call of requireThat, known by its words.
jest.mock('../../../libs/directory/src/directory-error.js', () => {
  const { isOut } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof DirectoryErrors>('../../../libs/directory/src/directory-error.js');
  const requireThat = (condition: boolean, code: DirectoryErrors.DirectoryErrorCode, message: string): void => {
    if (!condition && !isOut(message)) throw new actual.DirectoryError(code, message);
  };
  return { ...actual, requireThat };
});

// Who may sign for an organisation with a device: not in words, because what it gives is used.
jest.mock('../../../libs/directory/src/device-authority.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof DeviceAuthority>('../../../libs/directory/src/device-authority.js');
  return removable(actual, 'requireDevice');
});

jest.mock('../../../libs/directory/src/steward-authority.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof StewardAuthority>('../../../libs/directory/src/steward-authority.js');
  return removable(actual, 'requireBothSeats');
});

jest.mock('../../../libs/directory/src/own-chain/audit-own-chain.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof OwnChain>('../../../libs/directory/src/own-chain/audit-own-chain.js');
  return removable(actual, 'auditOwnChain', 'unknownDevices');
});
jest.mock('../../../libs/directory/src/own-chain/key-changes.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof KeyChanges>('../../../libs/directory/src/own-chain/key-changes.js');
  return removable(actual, 'keyChanges');
});
jest.mock('../../../libs/directory/src/recovery/guardian-authority.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof Guardians>('../../../libs/directory/src/recovery/guardian-authority.js');
  return removable(actual, 'requireGuardian');
});
jest.mock('../../../libs/directory/src/recovery/open-recovery.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof OpenRecovery>('../../../libs/directory/src/recovery/open-recovery.js');
  return removable(actual, 'requireOpen');
});

// The root of the entries that were read, and what a client has seen of agreements and of the log somebody else relied on.
jest.mock('../../../libs/transparency/src/tiles/append.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  return removable(jest.requireActual<typeof Append>('../../../libs/transparency/src/tiles/append.js'), 'rootOfEdge');
});
jest.mock('../../../libs/client/src/directory/seen-agreements.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof Seen>('../../../libs/client/src/directory/seen-agreements.js');
  return removable(actual, 'requireNewestSeen');
});
jest.mock('../../../libs/client/src/recovery/find-recovery.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof FindRecovery>('../../../libs/client/src/recovery/find-recovery.js');
  return removable(actual, 'verifiedRecovery');
});
jest.mock('../../../libs/client/src/log-sync/prove-root.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  return removable(jest.requireActual<typeof ProveRoot>('../../../libs/client/src/log-sync/prove-root.js'), 'isRootAt');
});

// What is checked of keys: lockboxes against the directory, vaults against their own seal, messages of a link against its code.
jest.mock('../../../libs/keyring/src/lockbox.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  return removable(jest.requireActual<typeof Lockbox>('../../../libs/keyring/src/lockbox.js'), 'openLockbox');
});
jest.mock('../../../libs/keyring/src/vault-contents.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  return removable(jest.requireActual<typeof Contents>('../../../libs/keyring/src/vault-contents.js'), 'readContents');
});
jest.mock('../../../libs/keyring/src/vault-format.js', () => {
  const { constant, removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  const actual = jest.requireActual<typeof Format>('../../../libs/keyring/src/vault-format.js');
  return constant(removable(actual, 'parseVault'), 'VAULT_PASSPHRASE_FLOOR');
});
jest.mock('../../../libs/keyring/src/link-code.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  return removable(jest.requireActual<typeof LinkCode>('../../../libs/keyring/src/link-code.js'), 'requireTag');
});

jest.mock('../../../libs/envelope/src/operation.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  return removable(jest.requireActual<typeof Operation>('../../../libs/envelope/src/operation.js'), 'operationDigest');
});
jest.mock('../../../libs/sodium/src/passphrase.js', () => {
  const { removable } = jest.requireActual<typeof Removed>('./removed-check.js');
  return removable(jest.requireActual<typeof Passphrase>('../../../libs/sodium/src/passphrase.js'), 'argon2id');
});

// A checkpoint behind the one that was seen is asked for again a few times; here at once.
jest.mock('../../../libs/client/src/sleep.js', () => ({ sleep: () => Promise.resolve() }));

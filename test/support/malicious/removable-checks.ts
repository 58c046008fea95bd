// Imported before anything else by the specs of a malicious server: puts doubles in the place of the checks that can be taken out. Product
// code has no switch for it. A jest.mock counts for every module that is loaded after it.
import type * as DeviceAuthority from '../../../libs/directory/src/device-authority.js';
import type * as DirectoryErrors from '../../../libs/directory/src/directory-error.js';
import type * as StewardAuthority from '../../../libs/directory/src/steward-authority.js';
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

// A checkpoint behind the one that was seen is asked for again a few times; here at once.
jest.mock('../../../libs/client/src/sleep.js', () => ({ sleep: () => Promise.resolve() }));

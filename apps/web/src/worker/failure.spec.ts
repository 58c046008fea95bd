import { KeyringError, type KeyringErrorCode } from '@sealbridge/keyring';

import { asFailure } from './failure.js';

describe('what crosses of a failure of the keyring', () => {
  it.each<KeyringErrorCode>([
    'E_VAULT',
    'E_VAULT_PARAMETERS',
    'E_VAULT_ROLLED_BACK',
    'E_LOCKBOX_HASH',
    'E_LOCKBOX_OPEN',
    'E_LOCKBOX_KEY',
    'E_LINK_MAC',
    'E_LINK_PROOF',
  ])('%s is a failed check: it is of something that the server gave', (code) => {
    expect(asFailure(new KeyringError(code, 'a message'))).toEqual({ code, kind: 'verification' });
  });

  it.each<KeyringErrorCode>(['E_VAULT_UNLOCK', 'E_PASSPHRASE_FORM', 'E_WORDS', 'E_CODE', 'E_LINK', 'E_LINK_CODE'])(
    '%s is of something that was typed or shown',
    (code) => {
      expect(asFailure(new KeyringError(code, 'a message'))).toEqual({ code, kind: 'usage' });
    },
  );
});

import { defineMessages, type MessageDescriptor } from 'react-intl';

import type { FailureParts } from '../worker/failure.js';
import type { Say } from './words.js';

const byCode: Readonly<Record<string, MessageDescriptor>> = defineMessages({
  E_PASSKEY_PROMPT: {
    id: 'failure.prompt',
    defaultMessage: 'The browser’s prompt was closed, or no passkey on this device fits. Nothing was changed.',
  },
  E_PASSKEY_THERE: {
    id: 'failure.there',
    defaultMessage: 'This authenticator already has a passkey for this device. Use another one.',
  },
  E_CODE: { id: 'failure.code', defaultMessage: 'A spoken code has eight digits.' },
  E_LINK: { id: 'failure.link', defaultMessage: 'This link or code is not whole. Copy it again, all of it.' },
  E_LINK_CODE: { id: 'failure.link-code', defaultMessage: 'A code has 16 letters and digits, in four groups.' },
  E_LINK_GONE: {
    id: 'failure.link-gone',
    defaultMessage: 'Nobody waits under this code. It may have been used, or be older than 15 minutes.',
  },
  E_LINK_LATE: { id: 'failure.link-late', defaultMessage: 'Nobody answered within 15 minutes. Make a new code.' },
  E_INVITATION: {
    id: 'failure.invitation',
    defaultMessage:
      'This invitation is not good: expired, used already, or the code is another. Ask whoever invited you for a new one.',
  },
  E_WORDS: { id: 'failure.words', defaultMessage: 'These are not 24 words of a recovery sheet.' },
  E_PASSPHRASE_FORM: { id: 'failure.passphrase-form', defaultMessage: 'A passphrase has at least eight characters.' },
  E_VAULT_UNLOCK: { id: 'failure.unlock', defaultMessage: 'This does not unlock the keys in this browser.' },
  E_VAULT_ABSENT: {
    id: 'failure.absent',
    defaultMessage: 'No keys are kept under these words. Check each word, or whether they belong to another device.',
  },
  E_VAULT_ROLLED_BACK: {
    id: 'failure.rolled-back',
    defaultMessage:
      'The server gave an older copy of your keys than this browser has seen. Nothing was opened. Tell your administrator by voice.',
  },
  E_VAULT: {
    id: 'failure.vault',
    defaultMessage:
      'This copy of your keys is damaged, or somebody altered it. Nothing was opened. Tell your administrator by voice.',
  },
  E_VAULT_PARAMETERS: {
    id: 'failure.parameters',
    defaultMessage:
      'This copy of your keys asks for a weaker or an endless check of your passphrase. Nothing was opened. Tell your administrator by voice.',
  },
  E_VAULT_STATEMENT: {
    id: 'failure.statement',
    defaultMessage:
      'The server gave a copy of your keys that this device did not put there as it says. Nothing was opened. Tell your administrator by voice.',
  },
  E_WORDS_GONE: {
    id: 'failure.words-gone',
    defaultMessage: 'The words are not in memory any more and cannot be shown again.',
  },
  E_SIGN_IN: {
    id: 'failure.sign-in',
    defaultMessage: 'The server does not know this passkey any more. It may have been removed, or the device was.',
  },
  E_CLOCK: {
    id: 'failure.clock',
    defaultMessage: 'The clock of this device is not the server’s. Set it and try again.',
  },
  E_SUSPENDED: {
    id: 'failure.suspended',
    defaultMessage: 'You or your organisation are suspended. Nothing of yours is lost; ask your administrator.',
  },
  E_INACTIVE: {
    id: 'failure.inactive',
    defaultMessage:
      'You have not signed in for a long time. An administrator of your organisation can enable you again.',
  },
  E_LAST_WAY: {
    id: 'failure.last-way',
    defaultMessage: 'This is one of the last two ways to your keys. Make another one first.',
  },
});

const byKind: Readonly<Record<FailureParts['kind'], MessageDescriptor>> = defineMessages({
  usage: { id: 'failure.kind.usage', defaultMessage: 'Something typed here is not as it has to be.' },
  refused: { id: 'failure.kind.refused', defaultMessage: 'The server refused that. Your administrator can tell why.' },
  sign_in: { id: 'failure.kind.sign-in', defaultMessage: 'You are not signed in any more. Sign in again.' },
  verification: {
    id: 'failure.kind.verification',
    defaultMessage:
      'What the server says does not verify. Do not send anything; call your administrator by a way you trust.',
  },
  conflict: {
    id: 'failure.kind.conflict',
    defaultMessage: 'Somebody was first, or it has changed meanwhile. Look again.',
  },
  network: {
    id: 'failure.kind.network',
    defaultMessage: 'The server cannot be reached, or is busy. Try again in a moment.',
  },
  partly: { id: 'failure.kind.partly', defaultMessage: 'It was done in part. Look again before you repeat it.' },
  cancelled: { id: 'failure.kind.cancelled', defaultMessage: 'That was stopped. Nothing was changed.' },
  unexpected: {
    id: 'failure.kind.unexpected',
    defaultMessage: 'Something went wrong that should not. Nothing was sent.',
  },
});

const words = defineMessages({
  withReference: { id: 'failure.reference', defaultMessage: '{text} (reference {code})' },
  unknownWord: {
    id: 'failure.unknown-word',
    defaultMessage: 'Word {number} is not in the list of words. Look at how it is written.',
  },
});

/** A failure as a person reads it: what happened, what is safe, what to do, and a reference. */
export function sayFailure(say: Say, { code, kind, detail }: FailureParts): string {
  if (code === 'E_WORDS' && typeof detail === 'number') return say(words.unknownWord, { number: detail });
  const known = Object.hasOwn(byCode, code) ? byCode[code] : undefined;
  return say(words.withReference, { text: say(known ?? byKind[kind]), code });
}

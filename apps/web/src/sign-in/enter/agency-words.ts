import { defineMessages, type MessageDescriptor } from 'react-intl';

/** Why the own sign-in of an organisation came to nothing, by the code it came back with (docs/reference/agency.md). */
export const refusals: Readonly<Record<string, MessageDescriptor>> = defineMessages({
  E_AGENCY_UNKNOWN: {
    id: 'agency.unknown',
    defaultMessage:
      'No sign-in of an organisation is at this address. Nothing was changed. Sign in below: if yours has one, you are led to it.',
  },
  E_AGENCY_UNAVAILABLE: {
    id: 'agency.unavailable',
    defaultMessage:
      'The sign-in of your organisation cannot be reached. Nothing was changed. Try again in a moment; if it stays so, tell your administrator.',
  },
  E_AGENCY_STATE: {
    id: 'agency.state',
    defaultMessage:
      'This sign-in took too long, was used already, or was begun in another browser. Nothing was changed. Begin it again here.',
  },
  E_AGENCY_REFUSED: {
    id: 'agency.refused',
    defaultMessage:
      'Your organisation did not vouch for you. Nothing was changed. Try again with the account it knows you by, or ask your administrator.',
  },
  E_AGENCY_CODE: {
    id: 'agency.code',
    defaultMessage:
      'The code of the command line is not good any more. Nothing was changed. Let the command line show a new one.',
  },
  E_AGENCY_RATE: {
    id: 'agency.rate',
    defaultMessage: 'There were too many attempts from your network. Nothing was changed. Wait a minute and try again.',
  },
});

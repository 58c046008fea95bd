import type { ReactElement, ReactNode } from 'react';
import { IntlProvider, type MessageDescriptor, useIntl } from 'react-intl';

/** The language of the console. Others come as catalogues by message id; the words of this one stand beside each page. */
const LANGUAGE = 'en-GB';

/** Values of a message: numbers and dates are written by the language, never joined into text by us. */
export type Values = Readonly<Record<string, string | number | Date>>;

/** Gives the pages their language. */
export function WordsProvider({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <IntlProvider locale={LANGUAGE} defaultLocale={LANGUAGE}>
      {children}
    </IntlProvider>
  );
}

/** Says a message in the language of the person. */
export type Say = (message: MessageDescriptor, values?: Values) => string;

/** The words of a page. */
export function useSay(): Say {
  const intl = useIntl();
  return (message, values) => intl.formatMessage(message, values as Record<string, string | number | Date>);
}

/** A day as people write it: weekday, day, month, year. */
export function useDay(): (time: number) => string {
  const intl = useIntl();
  return (time) => intl.formatDate(time, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** A day with the time of it. */
export function useTime(): (time: number) => string {
  const intl = useIntl();
  return (time) =>
    intl.formatDate(time, {
      weekday: 'short',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    });
}

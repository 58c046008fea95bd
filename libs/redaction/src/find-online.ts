import { find as findLinks } from 'linkifyjs';

import { findAll, spanOf, type Detected } from './detected.js';

// Forms that a link finder passes over because no browser would follow them: unregistered endings, words for the signs.
// Each begins at the first character of its word and has bounded parts, so that no text makes it slow.
const MAIL_FORM = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
const MAIL_IN_WORDS =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}\s?[[({]\s?(?:at|@|arroba|arobase|chez)\s?[\])}]\s?[\p{L}\p{N}-]{1,63}(?:\s?(?:\.|[[({]\s?(?:dot|\.|punto|point|ponto|punct)\s?[\])}])\s?[\p{L}\p{N}-]{1,63}){1,8}/giu;
const MAIL_SPELT_OUT =
  /(?<![\p{L}\p{N}._-])[\p{L}\p{N}._-]{2,64} (?:at|arroba|arobase|chez|ет|собака) [\p{L}\p{N}-]{1,63} (?:dot|punto|point|ponto|punct|крапка|точка) \p{L}{2,24}/giu;
const PAYMENT_ADDRESS = /(?<![\p{L}\p{N}._-])[\p{L}\p{N}._-]{2,64}@\p{L}[\p{L}\p{N}]{1,32}(?![\p{L}\p{N}@])/gu;
const SITE_WITH_PATH = /(?<![\p{L}\p{N}@._-])(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,}\/[^\s"'<>«»“”]+/gu;
const BROKEN_SCHEME = /h(?:xx|tt)ps?\s?(?:\[:\]|:)\s?\/\/[^\s"'<>«»“”]+/giu;
const RESERVED_SITE =
  /(?<![\p{L}\p{N}@._-])(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?:example|test|invalid|onion|local)(?![\p{L}\p{N}])/giu;
const HANDLE = /(?<![\p{L}\p{N}._@/])@[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*/gu;
const NAMED_ACCOUNT =
  /(?<![\p{L}])(?:ig|insta|instagram|fb|facebook|telegram|tg|tiktok|snap|snapchat|wechat|line id|viber|vk|skype|discord|signal)\s?(?:id|user|name|handle)?\s?[:=]\s?([\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]{2,})/giu;
const TRAILING = /[.,;:!?_)\]}'"-]+$/u;

/** Finds e-mail addresses: as the link finder reads them, of any ending, and with the signs written as words. */
export function findEmails(text: string): Detected[] {
  const links = findLinks(text, 'email').map(({ start, end }) => email(start, end, 'certain', 'e-mail address'));
  const forms = findAll(text, MAIL_FORM, (match) =>
    trimmed(match, (span) => email(span.start, span.end, 'certain', 'e-mail address')),
  );
  const words = [MAIL_IN_WORDS, MAIL_SPELT_OUT].flatMap((pattern) =>
    findAll(text, pattern, (match) =>
      trimmed(match, (span) => email(span.start, span.end, 'likely', 'e-mail address with its signs in words')),
    ),
  );
  return [...words, ...links, ...forms];
}

/** Finds web addresses: linked, bare with a path, made unclickable, or under a reserved ending. */
export function findUrls(text: string): Detected[] {
  const links = findLinks(text, 'url').map(({ start, end, value }) => {
    const sure = /^[a-z]+:|^www\.|\//iu.test(value);
    return url(start, end, sure ? 'certain' : 'likely', 'web address');
  });
  const forms = [BROKEN_SCHEME, SITE_WITH_PATH, RESERVED_SITE].flatMap((pattern) =>
    findAll(text, pattern, (match) => trimmed(match, (span) => url(span.start, span.end, 'likely', 'web address'))),
  );
  return [...links, ...forms];
}

/** Finds handles of social platforms, and payment addresses that look like an e-mail address without a dot. */
export function findHandles(text: string): Detected[] {
  const handles = findAll(text, HANDLE, (match) =>
    trimmed(match, (span) => ({ ...span, class: 'handle', certainty: 'certain', why: 'handle' })),
  );
  const named = findAll(text, NAMED_ACCOUNT, (match) => ({
    ...spanOf(match, match[1]),
    class: 'handle',
    certainty: 'likely',
    why: 'name of an account on a platform',
  }));
  const payment = findAll(text, PAYMENT_ADDRESS, (match) => ({
    ...spanOf(match),
    class: 'account',
    certainty: 'likely',
    why: 'has the form of a payment address',
  }));
  return [...payment, ...handles, ...named];
}

function email(start: number, end: number, certainty: Detected['certainty'], why: string): Detected {
  return { start, end, class: 'email', certainty, why };
}

function url(start: number, end: number, certainty: Detected['certainty'], why: string): Detected {
  return { start, end, class: 'url', certainty, why };
}

/** Leaves out the punctuation of the sentence that follows; null when nothing but a sign is left. */
function trimmed(match: RegExpExecArray, make: (span: { start: number; end: number }) => Detected): Detected | null {
  const length = match[0].replace(TRAILING, '').length;
  return length < 2 ? null : make({ start: match.index, end: match.index + length });
}

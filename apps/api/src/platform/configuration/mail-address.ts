const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;
const MAX_LABEL = 63;

/** Dot-atom of RFC 5322 section 3.2.3, in ASCII: no quoted strings, comments or line breaks, so nothing can become a header. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/u;

/**
 * Whether a text is one plain mail address: a dot-atom, `@`, a domain of letters, digits and hyphens (RFC 5321 section 4.1.2
 * without quoted strings, address literals and UTF-8).
 */
export function isMailAddress(text: string): boolean {
  const [local = '', domain = '', ...more] = text.split('@');
  return (
    more.length === 0 &&
    text.length <= MAX_ADDRESS &&
    local.length <= MAX_LOCAL_PART &&
    LOCAL_PART.test(local) &&
    domain.split('.').every((label) => label.length <= MAX_LABEL && LABEL.test(label))
  );
}

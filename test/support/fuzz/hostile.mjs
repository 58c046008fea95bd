// Strings that have broken other systems, and what becomes of them in arguments of other types.
import { bytesOf, pick } from './random.mjs';

const LONG = 20_000;

/** By what they are for. */
const STRINGS = {
  'SQL injection': [
    `'`,
    `"`,
    `''`,
    `\\'`,
    `' OR '1'='1`,
    `' OR 1=1 --`,
    `1; DROP TABLE sealbridge.report; --`,
    `'; DELETE FROM sealbridge.member; --`,
    `'); TRUNCATE sealbridge.audit_event CASCADE; --`,
    `' UNION SELECT id, handle, name FROM sealbridge.organisation --`,
    `'||(SELECT pg_sleep(5))||'`,
    `$1`,
    `$$; SELECT 1; $$`,
    `E'\\x27'`,
    `{1,2}`,
    `{"a","b"}`,
    `ARRAY['a']`,
    `1e400`,
    `NaN`,
    `infinity`,
    `-infinity`,
    `epoch`,
    `2026-02-30`,
    `0x41`,
    `1::int`,
    `%' ESCAPE '`,
    `_%\\`,
    `/**/`,
    `'; SET ROLE postgres; --`,
    `'; SET app.ctx = 'x'; --`,
    `pg_read_file('/etc/passwd')`,
    `COPY (SELECT 1) TO PROGRAM 'id'`,
  ],
  'other query languages': [
    `{"$gt": ""}`,
    `{"$where": "sleep(5000)"}`,
    `[$ne]=1`,
    `*)(uid=*))(|(uid=*`,
    `admin)(&)`,
    `' or '1'='1' or ''='`,
    `/*[1]`,
    `{ __schema { types { name } } }`,
  ],
  'formats and templates': [
    `%s%s%s%n`,
    `%p%x%d`,
    `\${7*7}`,
    `{{7*7}}`,
    `<%= 7*7 %>`,
    `#{7*7}`,
    `\${jndi:ldap://localhost/x}`,
    `{0}`,
    `$(id)`,
    '`id`',
    `| id`,
    `; id`,
    `&& id`,
  ],
  'paths and addresses': [
    `../../../../etc/passwd`,
    `..\\..\\boot.ini`,
    `/dev/zero`,
    `file:///etc/passwd`,
    `http://127.0.0.1:5432/`,
    `//localhost/x`,
    `%2e%2e%2f`,
    `CON`,
    `.`,
    `a/b/c/d/e`,
    `x@localhost\nbcc: y@localhost`,
    `"a b"@example.org`,
  ],
  'control characters': [
    `\u0000`,
    `a\u0000b`,
    `\u0000`.repeat(100),
    `\u0001\u0008\u007f`,
    `\r\nset-cookie: a=b`,
    `\n{"level":50,"event":"forged"}\n`,
    `\u2028\u2029`,
    `\u001b[2J\u001b]0;x\u0007`,
    `\ufeff`,
    `\ufffe\uffff`,
    `\t\t\t`,
  ],
  'strange text': [
    `\ud800`,
    `\udfff`,
    `a\ud83d`,
    `\u202e\u202dabc`,
    `\u2066abc\u2069`,
    `a\u200b\u200d\u2060b`,
    `e\u0301`.repeat(50),
    `Z\u0351\u036b\u0343`.repeat(50),
    `ﷺ`.repeat(20),
    `İıſKß`,
    `ＦＵＬＬ`,
    `раураl`,
    `😀`.repeat(300),
    `👩‍👩‍👧‍👦`,
    `\u{10ffff}`,
    `\u0660\u0661`,
    ` leading`,
    `trailing `,
    ``,
    ` `,
    `\u00a0`,
    `\u3000`,
  ],
  'numbers and words as text': [
    `0`,
    `-0`,
    `-1`,
    `1.0`,
    `1e3`,
    `0x7fffffff`,
    `2147483648`,
    `9223372036854775808`,
    `1${'0'.repeat(400)}`,
    `null`,
    `undefined`,
    `true`,
    `NULL`,
    `[object Object]`,
    `__proto__`,
    `constructor`,
    `toString`,
    `hasOwnProperty`,
    `then`,
  ],
  'markup and code': [
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `javascript:alert(1)`,
    `<!--`,
    `]]>`,
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`,
    `=1+1`,
    `@SUM(1)`,
    `{"a":{"b":[1,2,{"c":null}]}}`,
    `{"__proto__":{"admin":true}}`,
    `require('child_process')`,
  ],
  'ids nearly': [
    `00000000-0000-0000-0000-000000000000`,
    `ffffffff-ffff-ffff-ffff-ffffffffffff`,
    `00000000-0000-4000-8000-00000000000`,
    `00000000-0000-4000-8000-0000000000000`,
    `{00000000-0000-4000-8000-000000000000}`,
    `00000000000040008000000000000000`,
    `00000000-0000-4000-8000-00000000000G`,
    `urn:uuid:00000000-0000-4000-8000-000000000000`,
    `00000000-0000-4000-8000-000000000000\n`,
    `00000000-0000-4000-8000-00000000000\u0661`,
  ],
  long: ['a', '\u0000', '😀', `'`, '%', '(', '\\'].map((one) => one.repeat(LONG)),
};

const ALL = Object.values(STRINGS).flat();
/** What begins each turn in one place: what ends a text in SQL, and what PostgreSQL does not hold. */
const FIRST = [STRINGS['SQL injection'].slice(0, 10), ['\u0000', 'a\u0000b', 'harbour\u0000', '\ud800', 'a\ud83d']];

/** Bytes that look like CBOR and are not, or are not what is asked for. */
const CBOR = [
  'ff',
  '9f',
  'bf',
  '5fff',
  '9bffffffffffffffff',
  'bbffffffffffffffff',
  '5bffffffffffffffff',
  '7a7fffffff61',
  'fb7ff8000000000000',
  'f97e00',
  'a10001',
  'a200010002',
  'd9d9f780',
  'c249010000000000000000',
  '1c',
  'f6',
  '60',
  '80',
  'a0',
  '8280'.repeat(500),
  '81'.repeat(5_000),
  'a100'.repeat(3_000),
].map((hex) => Buffer.from(hex, 'hex').toString('base64'));

/**
 * A hostile value for a scalar argument: a string as it is, or what a string becomes in bytes and numbers. `turn` counts the values in
 * one place.
 */
export function hostileValue(random, type, turn) {
  const text = pick(random, FIRST[turn] ?? ALL);
  switch (type) {
    case 'Bytes':
      return [text, Buffer.from(text).toString('base64'), pick(random, CBOR), bytesOf(random, random(300))][random(4)];
    case 'Int':
    case 'Float':
    case 'Boolean':
      return pick(random, [text, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53, -1, 0, 1e300, 1.5]);
    default:
      return text;
  }
}

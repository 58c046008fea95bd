// Values for arguments: good ones by what the argument means, and ones that no honest client sends.
import { bytesOf, inHundred, pick, uuidOf } from './random.mjs';

/** Which ids, handles or cursors an argument names, by its name. */
const KIND_OF = {
  after: 'cursor',
  agreement: 'agreement',
  application: 'application',
  device: 'device',
  eventId: 'event',
  handle: 'handle',
  invitation: 'invitation',
  ids: 'notice',
  member: 'member',
  organisation: 'organisation',
  organisations: 'organisation',
  proposal: 'proposal',
  question: 'question',
  recovery: 'recovery',
  report: 'report',
  reportId: 'report',
  unit: 'unit',
  units: 'handle',
};
/** Which ids the argument `id` of a field names. */
const KIND_OF_ID = {
  application: 'application',
  decision: 'event',
  invitation: 'invitation',
  recovery: 'recovery',
  report: 'report',
};
/** Words of closed lists, by the name of the argument. */
const WORDS = {
  name: ['opening.hours', 'training.grace', 'names.shown'],
  purpose: ['trafficking_investigation', 'audit', 'victim_safeguarding'],
  reason: ['other', 'left', 'lost'],
  relation: ['family', 'employment', 'financial'],
  since: ['2026-01-01T00:00:00Z', '2099-12-31T23:59:59Z'],
  stage: ['provisional', 'active', 'attest', 'end'],
  state: ['applied', 'evidence', 'provisional', 'active'],
};
const RANDOM_LENGTHS = [0, 1, 16, 32, 64, 200, 1200];
/** Length at which work that grows with the square of a text shows. */
const LONG = 20_000;
const NOT_TEXT = [0, -1, true, [], {}, ['a'], { a: 1 }];
const NUMBERS = [0, -1, 101, 2 ** 31 - 1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 0.5];
const TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202eabc',
  'a\u200bb',
  '😀'.repeat(40),
  'İıſK',
  '\n\r\t',
  '%',
  '__proto__',
  'constructor',
  'null',
  '{}',
  '[]',
  'harbour/',
  '../x',
];

/** A value as an honest client sends it, of the argument `name` of `field`. */
export function goodValue(there, { type, name, field }) {
  const { random, grounds } = there;
  switch (type) {
    case 'Boolean':
      return inHundred(random, 50);
    case 'Int':
    case 'Float':
      return name === 'from' ? random(5) : 1 + random(20);
    case 'Bytes':
      return bytesValue(random, grounds);
    default:
      return textValue(there, name, field);
  }
}

function bytesValue(random, grounds) {
  if (inHundred(random, 60) && grounds.records.length > 0) return pick(random, grounds.records);
  return bytesOf(random, pick(random, RANDOM_LENGTHS));
}

function textValue(there, name, field) {
  const { random } = there;
  if (name === 'clientMutationId') return uuidOf(random);
  const kind = (name === 'id' ? KIND_OF_ID[field] : undefined) ?? KIND_OF[name];
  if (kind !== undefined) return knownValue(there, kind);
  return pick(random, WORDS[name] ?? ['a text', 'NG-2026-17']);
}

/** In a survey one of the asker's own organisation; else mostly that, often one of another's, sometimes one of nobody. */
function knownValue({ random, grounds, asker, survey }, kind) {
  if (kind === 'cursor') return survey || inHundred(random, 50) ? null : pick(random, grounds.cursors);
  const all = grounds.values.get(kind) ?? [];
  const own = all.filter(({ orgs }) => orgs.includes(asker.org));
  const from = (survey || inHundred(random, 55)) && own.length > 0 ? own : all;
  if (from.length === 0 || (!survey && inHundred(random, 8))) return kind === 'handle' ? 'nowhere' : uuidOf(random);
  return pick(random, from).value;
}

/** A value that no honest client sends: of the wrong type, too large, too long, of strange characters, or of another kind. */
export function badValue({ random, grounds }, { type }) {
  switch (random(9)) {
    case 0:
      return null;
    case 1:
      return pick(random, NOT_TEXT);
    case 2:
      return pick(random, NUMBERS);
    case 3:
    case 4:
    case 5:
      return longText(random);
    case 6:
      return type === 'Bytes' ? changedRecord(random, grounds) : anyId(random, grounds);
    case 7:
      return type === 'Bytes' ? pick(random, ['====', 'AA', 'AA==\n', '_-_-', 'AB==']) : String(pick(random, NUMBERS));
    default:
      return pick(random, TEXTS);
  }
}

const longText = (random) => pick(random, ['a', '/', 'é', '%27 ']).repeat(LONG).slice(0, LONG);

function anyId(random, grounds) {
  const kinds = [...grounds.values.keys()];
  return pick(random, grounds.values.get(pick(random, kinds))).value;
}

/** A stored record with a byte changed, cut short, or with something behind it. */
function changedRecord(random, grounds) {
  if (grounds.records.length === 0) return bytesOf(random, 64);
  const bytes = Buffer.from(pick(random, grounds.records), 'base64');
  if (bytes.length === 0) return '';
  bytes[random(bytes.length)] ^= 1 << random(8);
  const parts = [bytes, bytes.subarray(0, random(bytes.length)), Buffer.concat([bytes, bytes])];
  return pick(random, parts).toString('base64');
}

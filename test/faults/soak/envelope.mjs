// Mutated envelopes: whatever is changed in a sealed report, it must not open, and refusing must look like refusing. Case i
// depends on (seed, i) alone, so a run can go on where another stopped.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DirectoryState, parseAgreementRecord, parseEventRecord } from '@sealbridge/directory';
import { checkOffer, closeReport, openAttachment, OpeningError, openReport } from '@sealbridge/opening';
import { equal, fromBase64Url, fromHex, ready } from '@sealbridge/sodium';
import { PROHIBITED_USES, PURPOSES } from '@sealbridge/vocabulary';

/** What is counted. */
export const unit = 'envelopes';
/** Cases of the long form. */
export const defaultCount = 5_000_000;

const PROGRESS_EVERY = 1000;
const MAX_FAILURES = 20;
const MAX_EDITS = 4;
const INTERESTING = [0x00, 0x01, 0x17, 0x18, 0x19, 0x1b, 0x1f, 0x40, 0x5f, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xf6, 0xff];

/**
 * Opens `count` mutated envelopes from case `from` on. `failures` names each case that opened, or that failed otherwise than
 * with the one refusal.
 * @param {{ seed: number, from: number, count: number, vectors: string, onProgress?: (done: number) => void }} options
 * `vectors` is the folder of the envelope vectors.
 * @returns {Promise<{ done: number, failures: string[] }>}
 */
export async function run({ seed, from, count, vectors = 'test/vectors/envelope', onProgress }) {
  await ready();
  const subject = loadSubject(vectors);
  if ((await outcomeOf(subject, subject.parts)) !== 'opened') throw new Error('the unchanged envelope does not open');
  const failures = [];
  for (let done = 0; done < count; done += 1) {
    const random = randomOf(seed, from + done);
    const { part, parts } = mutate(subject, random);
    const outcome = await outcomeOf(subject, parts);
    if (outcome !== 'refused') failures.push(`case ${from + done} of seed ${seed}: ${part} ${outcome}`);
    if (failures.length >= MAX_FAILURES) return { done: done + 1, failures };
    if ((done + 1) % PROGRESS_EVERY === 0) onProgress?.(done + 1);
  }
  return { done: count, failures };
}

/** The envelope of the vectors with its attachment, and others to take parts from. */
function loadSubject(/** @type {string} */ folder) {
  const read = (/** @type {string} */ name) => JSON.parse(readFileSync(resolve(folder, name), 'utf8'));
  const [file, others] = [read('attachment.json'), read('signers.json')];
  const records = file.records.map((/** @type {{ index: number, record: string }} */ { index, record }) => ({
    index,
    record: parseEventRecord(fromBase64Url(record)),
  }));
  return {
    directory: DirectoryState.empty(fromHex(file.genesis)).applyAll(records),
    logOrigin: file.logOrigin,
    reading: file.reading,
    parts: partsOf(file.parts),
    strangers: others.cases
      .map((/** @type {{ parts?: object }} */ { parts }) => partsOf({ ...others.parts, ...parts }))
      .slice(0, MAX_FAILURES),
  };
}

function partsOf(/** @type {Record<string, any>} */ { frame, policy, grantSet, grant, body, attachment, card }) {
  return {
    frame: fromBase64Url(frame),
    policy: fromBase64Url(policy),
    grantSet: fromBase64Url(grantSet),
    grant: fromBase64Url(grant),
    body: fromBase64Url(body),
    attachment: attachment ? fromBase64Url(attachment) : new Uint8Array(0),
    card: card ? fromBase64Url(card.card) : new Uint8Array(0),
    salt: card ? fromHex(card.salt) : new Uint8Array(0),
  };
}

function mutate(subject, random) {
  const names = Object.keys(subject.parts);
  for (;;) {
    const part = names[random(names.length)];
    const before = subject.parts[part];
    const stranger = subject.strangers[random(subject.strangers.length)][part];
    const after = random(8) === 0 ? splice(before, stranger, random) : edited(before, random);
    if (!equal(before, after)) return { part, parts: { ...subject.parts, [part]: after } };
  }
}

/** One to four edits: a bit, a byte, an inserted, removed, repeated or zeroed stretch, a cut. */
function edited(bytes, random) {
  let result = bytes;
  for (let edits = 1 + random(MAX_EDITS); edits > 0; edits -= 1) result = edit(result, random);
  return result;
}

function edit(bytes, random) {
  const at = random(bytes.length + 1);
  const length = 1 + random(40);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (random(7)) {
    case 0:
      return joined(head, Uint8Array.of((tail[0] ?? 0) ^ (1 << random(8))), tail.subarray(1));
    case 1:
      return joined(head, Uint8Array.of(INTERESTING[random(INTERESTING.length)]), tail.subarray(1));
    case 2:
      return joined(
        head,
        Uint8Array.from({ length }, () => random(256)),
        tail,
      );
    case 3:
      return joined(head, tail.subarray(length));
    case 4:
      return joined(head, tail.subarray(0, length), tail);
    case 5:
      return joined(head, new Uint8Array(Math.min(length, tail.length)), tail.subarray(length));
    default:
      return head;
  }
}

/** The part of another envelope, or a mixture of both. */
function splice(bytes, other, random) {
  const at = random(bytes.length + 1);
  return random(2) === 0 ? other : joined(bytes.subarray(0, at), other.subarray(at));
}

async function outcomeOf({ directory, logOrigin, reading }, parts) {
  let written = 0;
  let released = false;
  const sink = {
    write: (chunk) => Promise.resolve(void (written += chunk.length)),
    finish: () => Promise.resolve(void (released = true)),
    abort: () => Promise.resolve(void (written = 0)),
  };
  try {
    const offer = checkOffer({ ...reading, ...parts, directory, logOrigin });
    const report = await openReport(offer, {
      ...reading,
      grant: parts.grant,
      unit: { ...reading.unit, purposes: PURPOSES, seed: fromHex(reading.unit.seed) },
      acceptedUses: PROHIBITED_USES,
      agreement: parseAgreementRecord(fromBase64Url(reading.agreement)),
      newest: parseAgreementRecord(fromBase64Url(reading.agreement)),
      body: sourceOf(parts.body),
      card: { salt: parts.salt, card: parts.card },
    });
    await openAttachment(report, report.attachments[0].id, sourceOf(parts.attachment), sink);
    closeReport(report);
    return 'opened';
  } catch (error) {
    if (!(error instanceof OpeningError)) return `failed with ${String(error)}`;
    return released || written > 0 ? 'was refused after something was released' : 'refused';
  }
}

function sourceOf(bytes) {
  return {
    async *open() {
      yield await Promise.resolve(bytes);
    },
  };
}

function joined(...pieces) {
  const result = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    result.set(piece, offset);
    offset += piece.length;
  }
  return result;
}

/** Numbers below `bound` that follow from seed and case alone (splitmix32). */
function randomOf(seed, index) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  return (/** @type {number} */ bound) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % bound;
  };
}

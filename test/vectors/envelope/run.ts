// Runs the vectors of this folder: a plain function on parsed JSON, for Node and for a browser. Call `ready()` of
// @sealbridge/sodium before.
import { DirectoryState, parseAgreementRecord, parseEventRecord } from '@sealbridge/directory';
import { EnvelopeError } from '@sealbridge/envelope';
import {
  checkOffer,
  closeReport,
  openAttachment,
  OpeningError,
  openReport,
  type OpenedReport,
} from '@sealbridge/opening';
import { fromBase64Url, fromHex, newSha256, toHex } from '@sealbridge/sodium';
import { parseId, PROHIBITED_USES, PURPOSES, type Id, type Purpose } from '@sealbridge/vocabulary';
import { runPart, type PartCase } from './run-part.js';

interface Expectation {
  readonly error?: string;
  readonly value?: unknown;
}

/** The parts of an envelope as base64url. */
interface Parts {
  readonly frame: string;
  readonly policy: string;
  readonly setPolicy: string | null;
  readonly grantSet: string;
  readonly grant: string;
  readonly body: string;
  readonly attachment: string | null;
  readonly card: { readonly salt: string; readonly card: string } | null;
}

/** How it is read. */
interface Reading {
  readonly reportId: string;
  readonly grantSetIndex: number;
  readonly purpose: string;
  readonly now: number;
  readonly seen: { readonly version: number; readonly seq: number; readonly grantSetHash: string } | null;
  readonly unit: { readonly org: string; readonly unit: string; readonly epoch: number; readonly seed: string };
  readonly agreement: string | null;
}

interface OpenCase {
  readonly description: string;
  readonly parts?: Partial<Parts>;
  readonly reading?: Partial<Reading>;
  readonly expect: Expectation;
}

/** A file of this folder. Cases replace parts of the base, or the way it is read. */
export type EnvelopeVectors =
  | {
      readonly kind: 'open';
      readonly description: string;
      readonly genesis: string;
      readonly records: readonly { readonly index: number; readonly record: string }[];
      readonly logOrigin: string;
      readonly parts: Parts;
      readonly reading: Reading;
      readonly cases: readonly OpenCase[];
    }
  | { readonly kind: 'parts'; readonly description: string; readonly cases: readonly PartCase[] };

/** Runs one file; gives a line for each case that came out otherwise than expected. */
export async function runEnvelopeVectors(vectors: EnvelopeVectors): Promise<string[]> {
  const lines: string[] = [];
  const run = vectors.kind === 'open' ? opener(vectors) : undefined;
  for (const one of vectors.cases) {
    const outcome = await outcomeOf(() => ('part' in one ? runPart(one) : run?.(one)));
    const expected = JSON.stringify(one.expect);
    if (JSON.stringify(outcome) !== expected) lines.push(`${one.description}: ${JSON.stringify(outcome)}`);
  }
  return lines;
}

/** What opening one case gives, for the maker of the vectors. */
export function openCase(file: object, one: object): Promise<unknown> {
  return opener(file as Extract<EnvelopeVectors, { kind: 'open' }>)(one as OpenCase);
}

async function outcomeOf(run: () => unknown): Promise<Expectation> {
  try {
    return { value: await run() };
  } catch (error) {
    // Outwards every refusal to open looks the same.
    if (error instanceof OpeningError) {
      const outward = `${error.code} ${error.message}`;
      return { error: outward === 'E_OPEN the report cannot be opened' ? error.local : outward };
    }
    if (error instanceof EnvelopeError) return { error: error.code };
    throw error;
  }
}

function opener(vectors: Extract<EnvelopeVectors, { kind: 'open' }>): (one: OpenCase) => Promise<unknown> {
  const records = vectors.records.map(({ index, record }) => ({
    index,
    record: parseEventRecord(fromBase64Url(record)),
  }));
  const directory = DirectoryState.empty(fromHex(vectors.genesis)).applyAll(records);
  return (one) =>
    open(directory, vectors.logOrigin, { ...vectors.parts, ...one.parts }, { ...vectors.reading, ...one.reading });
}

async function open(directory: DirectoryState, logOrigin: string, parts: Parts, reading: Reading): Promise<unknown> {
  const { seen, unit } = reading;
  const agreement = reading.agreement === null ? null : parseAgreementRecord(fromBase64Url(reading.agreement));
  const offer = checkOffer({
    reportId: id(reading.reportId),
    frame: fromBase64Url(parts.frame),
    policy: fromBase64Url(parts.policy),
    grantSet: fromBase64Url(parts.grantSet),
    ...(parts.setPolicy === null ? {} : { grantSetPolicy: fromBase64Url(parts.setPolicy) }),
    grantSetIndex: reading.grantSetIndex,
    directory,
    logOrigin,
    seen: seen === null ? null : { ...seen, grantSetHash: fromHex(seen.grantSetHash) },
  });
  const report = await openReport(offer, {
    grant: fromBase64Url(parts.grant),
    unit: { org: id(unit.org), unit: id(unit.unit), epoch: unit.epoch, purposes: PURPOSES, seed: fromHex(unit.seed) },
    purpose: reading.purpose as Purpose,
    acceptedUses: PROHIBITED_USES,
    now: reading.now,
    agreement,
    newest: agreement,
    body: source(parts.body),
    card: parts.card === null ? null : { salt: fromHex(parts.card.salt), card: fromBase64Url(parts.card.card) },
  });
  try {
    return { ...summaryOf(report), file: await openFile(report, parts.attachment) };
  } finally {
    closeReport(report);
  }
}

function summaryOf(report: OpenedReport): object {
  return {
    reportId: report.reportId,
    version: report.version,
    reportHash: toHex(report.reportHash),
    hour: report.hour,
    tlp: report.policy.tlp,
    title: report.title,
    statements: report.statements,
    identifiers: report.identifiers,
    card: Object.keys(report.card),
    seen: { ...report.seen, grantSetHash: toHex(report.seen.grantSetHash) },
  };
}

async function openFile(report: OpenedReport, ciphertext: string | null): Promise<object | null> {
  const entry = report.attachments[0];
  if (entry === undefined || ciphertext === null) return null;
  const hash = newSha256();
  let state = 'open';
  await openAttachment(report, entry.id, source(ciphertext), {
    write: (chunk) => Promise.resolve(hash.update(chunk)),
    finish: () => Promise.resolve(void (state = 'finished')),
    abort: () => Promise.resolve(void (state = 'aborted')),
  });
  return { name: entry.name, mediaType: entry.mediaType, size: entry.size, state, sha256: toHex(hash.digest()) };
}

function source(text: string): { open(): AsyncIterable<Uint8Array> } {
  const bytes = fromBase64Url(text);
  return {
    async *open() {
      // Pieces of an odd size, so that chunk borders do not fall on them.
      for (let offset = 0; offset < bytes.length; offset += 10_007) yield bytes.subarray(offset, offset + 10_007);
    },
  };
}

function id(text: string): Id {
  const parsed = parseId(text);
  if (parsed === null) throw new Error('a vector holds a malformed id');
  return parsed;
}

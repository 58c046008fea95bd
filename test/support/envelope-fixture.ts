// A redacted report, sinks in memory, and a report really sealed in the small world, for tests in Node and in a browser.
import { grantSetEntry } from '@sealbridge/directory';
import { checkOffer, type CheckedOffer, type OfferInput, type OpeningInput } from '@sealbridge/opening';
import type { RedactedContent, RedactedReport } from '@sealbridge/redaction';
import {
  sealReport,
  type AttachmentSource,
  type CiphertextSink,
  type SealedReport,
  type SealingInput,
} from '@sealbridge/sealing';
import { sha256, utf8 } from '@sealbridge/sodium';
import { PROHIBITED_USES, PURPOSES, storeCard } from '@sealbridge/vocabulary';
import { makeRedactedReport } from '../../libs/redaction/src/redacted-report.js';
import { FIXTURE_NOW, FIXTURE_ORIGIN, type SmallWorld } from './directory-fixture.js';

/** A report that passed redaction; every text in it is invented. */
export function makeReport(fields: Partial<RedactedContent> = {}): RedactedReport {
  return makeRedactedReport({
    lang: 'en',
    title: 'Synthetic report',
    statements: [
      { text: 'Workers are brought to a farm by van before dawn.\n', kind: 'fact', grading: null },
      { text: 'Ils disent que les papiers restent chez le chef. 日本語 \u0000', kind: 'hearsay', grading: null },
    ],
    grading: { scheme: '3x5x2', source: '1', information: 'B', handling: 'P' },
    identifiers: [{ kind: 'phone', value: '+00 0000 0001', normalised: '+0000000001' }],
    attachments: [],
    reporterClass: 'staff_observation',
    contactWish: 'via_ngo_only',
    consent: { basis: 'not_required_no_personal_data' },
    reading: {
      linesRead: { 1: [1], 2: [1] },
      combination: { answered: true },
      closing: [false, false, false],
    },
    card: storeCard({
      palermo: 'unknown',
      exploitation: ['ForcedLabour'],
      controls: ['DebtBondage'],
      recruitment: 'unknown',
      route: 'unknown',
      period: { from: '2025-10', to: '2025-11' },
      cohort: 'unknown',
    }),
    tlp: 'AMBER',
    handling: 'PAP:AMBER',
    urgency: 'routine',
    discovery: 'circle',
    ...fields,
  });
}

/** Keeps ciphertext in memory; `aborted` counts the sinks that were thrown away. */
export class MemorySinks {
  aborted = 0;

  readonly open = (): Promise<CiphertextSink> => {
    const chunks: Uint8Array[] = [];
    return Promise.resolve({
      write: (chunk) => Promise.resolve(void chunks.push(chunk)),
      finish: () => Promise.resolve(sourceOf(...chunks)),
      abort: () => Promise.resolve(void (this.aborted += 1)),
    });
  };
}

/** Bytes as something that can be read from the beginning twice. */
export function sourceOf(...pieces: Uint8Array[]): { open(): AsyncIterable<Uint8Array> } {
  return {
    async *open() {
      yield* await Promise.resolve(pieces);
    },
  };
}

/** All bytes of a source. */
export async function bytesOf(source: { open(): AsyncIterable<Uint8Array> }): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.open()) pieces.push(piece);
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** A file to attach. */
export function fileOf(bytes: Uint8Array, name = 'scan.pdf', mediaType = 'application/pdf'): AttachmentSource {
  return { name, mediaType, ...sourceOf(bytes) };
}

/** What sealing from harbour's analyst to northgate takes in the small world. */
export function sealingInput(world: SmallWorld, fields: Partial<SealingInput> = {}): SealingInput {
  const { directory, analyst, harbour, agreement } = world;
  return {
    report: makeReport(),
    attachments: [],
    identity: {
      org: harbour.org.org,
      unit: harbour.unit,
      device: analyst.device,
      signPrivateKey: analyst.sign.privateKey,
    },
    recipients: [directory.recipient('northgate')],
    own: directory.recipient('harbour'),
    checkpoint: {
      origin: FIXTURE_ORIGIN,
      size: directory.entries.length,
      root: sha256(utf8('root')),
      noteSha256: sha256(utf8('note')),
    },
    agreements: [agreement],
    now: FIXTURE_NOW,
    openSink: new MemorySinks().open,
    ...fields,
  };
}

/** A sealed report whose grant set is on the log of the world. */
export interface LoggedReport {
  readonly sealed: SealedReport;
  readonly grantSetIndex: number;
}

/** Seals in the small world and logs the grant set. */
export async function sealInWorld(world: SmallWorld, fields: Partial<SealingInput> = {}): Promise<LoggedReport> {
  const sealed = await sealReport(sealingInput(world, fields));
  return { sealed, grantSetIndex: world.directory.log(grantSetEntry(sealed.grantSetHash)) };
}

/** What northgate's liaison checks before asking for the key. */
export function offerInput(
  world: SmallWorld,
  { sealed, grantSetIndex }: LoggedReport,
  fields: Partial<OfferInput> = {},
): OfferInput {
  return {
    reportId: sealed.reportId,
    frame: sealed.frame,
    policy: sealed.policy,
    grantSet: sealed.grantSet,
    grantSetIndex,
    directory: world.directory.state,
    logOrigin: FIXTURE_ORIGIN,
    seen: null,
    ...fields,
  };
}

/** The offer, checked. */
export function checkedOffer(world: SmallWorld, logged: LoggedReport, fields: Partial<OfferInput> = {}): CheckedOffer {
  return checkOffer(offerInput(world, logged, fields));
}

/** What northgate opens the report with. */
export function openingInput(
  { northgate, epochs, agreement }: SmallWorld,
  { sealed }: LoggedReport,
  fields: Partial<OpeningInput> = {},
): OpeningInput {
  return {
    grant: sealed.grants[0]?.bytes ?? new Uint8Array(0),
    unit: {
      org: northgate.org.org,
      unit: northgate.unit,
      epoch: 1,
      purposes: PURPOSES,
      seed: epochs.northgate.kem.seed,
    },
    purpose: 'trafficking_investigation',
    acceptedUses: PROHIBITED_USES,
    now: FIXTURE_NOW + 60,
    agreement,
    newest: agreement,
    body: sealed.body,
    card: sealed.card,
    ...fields,
  };
}

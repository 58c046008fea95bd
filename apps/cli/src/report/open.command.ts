import type { Command } from 'commander';

import { awaitEntry } from '@sealbridge/client';
import type { DirectoryState } from '@sealbridge/directory';
import { closeReport } from '@sealbridge/opening';
import { toHex } from '@sealbridge/sodium';
import { type Id, type LegalBasis, LIMITS, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { type Grounds, groundsWords, legalBasisFor, readLegalBasis } from '../opening/grounds.js';
import { requestOffer } from '../opening/offer.js';
import { type Declaration, open, type Opening } from '../opening/open.js';
import { requireEmptyFolder, saveAttachments, type SavedAttachment } from '../opening/save-attachments.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { readable } from './redacted-view.js';
import { reportText } from './report-text.js';

interface OpenFlags extends CommonFlags {
  readonly purpose: string;
  readonly caseRef: string;
  readonly justification: string;
  readonly legalBasis?: string;
  readonly attachmentsTo?: string;
}

const ENTRY_WITHIN_MS = 60_000;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** `report open`: declares why, has the key released, opens, and confirms that the opening is on the log. */
export function openCommand(): Command {
  return verb('open', 'open a report that is addressed to your unit; who, when and why go on the log first')
    .argument('<id>', 'id of the report, as inbox list shows it')
    .requiredOption('--purpose <code>', `what for: ${PURPOSES.join(', ')}`)
    .requiredOption('--case-ref <text>', 'case reference')
    .requiredOption('--justification <text>', 'why it has to be opened')
    .option(
      '--legal-basis <code>',
      'on what legal ground; asked of police, and by default the first that fits the purpose',
    )
    .option('--attachments-to <dir>', 'save the attachments in this folder')
    .action(async (id: string, flags: OpenFlags) => {
      const stated = readStatement(flags);
      if (flags.attachmentsTo !== undefined) requireEmptyFolder(flags.attachmentsTo);
      const { env, output, words } = consoleFor(flags);
      const person = await signIn(flags, env);
      const offered = await requestOffer(person, id, stated.purpose);
      const grounds = {
        legalBasis: legalBasisFor(offered.directory, person.profile.org, stated.purpose, stated.legalBasis),
        acceptedUses: offered.prohibited,
      };
      for (const line of groundsWords(grounds)) words.say(line);
      const opening = await open(person, offered, { ...stated, ...grounds });
      const sizeBefore = offered.directory.log.edge.size;
      const saved = await attachmentsOf(person, opening, offered.offer.core.attachments, flags.attachmentsTo);
      const index = await awaitEntry(person, opening.leafHash, { from: sizeBefore, withinMs: ENTRY_WITHIN_MS });
      const from = originOf(offered.directory.state, opening.report.originUnit);
      const result = { from, purpose: stated.purpose, ...grounds, ...describe(opening, saved, index) };
      closeReport(opening.report);
      output.result(result, () => reportText(result, result));
      if (index === null) throw notOnTheLog(opening, (line) => words.say(line));
    });
}

/** Handle of the unit that wrote the report, from the verified directory. */
function originOf(state: DirectoryState, unit: Id): string {
  return state.units.get(unit)?.handle ?? unit;
}

/** What the person states on the command line. */
type Statement = Omit<Declaration, keyof Grounds> & { readonly legalBasis: LegalBasis | undefined };

function readStatement({ purpose, legalBasis, caseRef, justification }: OpenFlags): Statement {
  const known = PURPOSES.find((code): code is Purpose => code === purpose);
  if (known === undefined) throw usage('E_PURPOSE', '--purpose is not one of the known purposes', PURPOSES.join(', '));
  return {
    purpose: known,
    legalBasis: readLegalBasis(known, legalBasis),
    caseRef: readText('--case-ref', caseRef, LIMITS.MAX_CASE_REF_BYTES),
    justification: readText('--justification', justification, LIMITS.MAX_JUSTIFICATION_BYTES),
  };
}

function readText(flag: string, text: string, maxBytes: number): string {
  const trimmed = text.trim();
  if (trimmed === '' || LONE_SURROGATE.test(trimmed)) throw usage('E_USAGE', `${flag} is empty or not text`);
  if (Buffer.byteLength(trimmed, 'utf8') > maxBytes) throw usage('E_USAGE', `${flag} is longer than ${maxBytes} bytes`);
  return trimmed;
}

async function attachmentsOf(
  person: Person,
  { report, eventId }: Opening,
  refs: readonly { readonly id: string; readonly sha256: Uint8Array }[],
  folder: string | undefined,
): Promise<SavedAttachment[]> {
  if (folder === undefined) return [];
  return saveAttachments(person, report, new Map(refs.map(({ id, sha256 }) => [id, sha256])), { folder, eventId });
}

function describe({ report, eventId, leafHash }: Opening, saved: readonly SavedAttachment[], index: number | null) {
  const paths = new Map(saved.map(({ name, path }) => [name, path]));
  return {
    reportId: report.reportId,
    version: report.version,
    tlp: report.policy.tlp,
    handling: report.policy.handling,
    urgency: report.policy.urgency,
    ...readable(report),
    reporterClass: report.reporterClass,
    contactWish: report.contactWish,
    consent: report.consent,
    attachments: report.attachments.map(({ name, mediaType, size, sha256 }) => ({
      name,
      mediaType,
      size,
      sha256: toHex(sha256),
      savedTo: paths.get(name) ?? null,
    })),
    eventId,
    entry: index === null ? null : { index, leafHash: toHex(leafHash) },
  };
}

/** The reader has read, and the log does not show it: that is for the auditors, with the signed receipt as evidence. */
function notOnTheLog({ receiptFile }: Opening, alarm: (line: string) => void): Failure {
  alarm('ALARM: this opening is not on the log');
  return new Failure({
    code: 'E_NOT_LOGGED',
    exit: EXIT.VERIFICATION,
    message: 'the opening did not appear on the log within 60 s',
    hint: `give ${receiptFile} to the auditors: it is the server's signed promise`,
  });
}

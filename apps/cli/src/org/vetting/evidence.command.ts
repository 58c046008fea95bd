import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import type { Command } from 'commander';

import { MAX_NOTE_BYTES } from '@sealbridge/directory';
import { VETTING_EVIDENCE, type VettingEvidence } from '@sealbridge/vocabulary';

import { consoleFor, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { requireStatus, submitEvidence } from './applicant.js';
import { fetchStewards, noteRecipient } from './stewards.js';
import { type ApplicantFlags, APPLICATION_ARGUMENT, ROOT_FLAG, ROOT_WORDS, whoApplies } from './who-applies.js';
import { statusText } from './words.js';

interface EvidenceFlags extends ApplicantFlags {
  readonly kind: readonly string[];
  readonly note?: string;
  readonly noteFile?: string;
  readonly document?: string;
}

/** `org evidence`: gives evidence: a note sealed to the stewards, the hash of a document, or both. */
export function evidenceCommand(): Command {
  return verb('evidence', 'give evidence: a note that only the stewards can read, the hash of a document, or both')
    .argument('<application>', APPLICATION_ARGUMENT)
    .requiredOption(
      '--kind <kind...>',
      `which, or several that one note or document is about: ${VETTING_EVIDENCE.join(', ')}`,
    )
    .option('--note <text>', 'what the stewards should know; sealed on this device')
    .option('--note-file <file>', 'the same, from a file')
    .option('--document <file>', 'a document you hand to both stewards yourself; only its SHA-256 is sent')
    .option(ROOT_FLAG, ROOT_WORDS)
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge org evidence us --kind registration --note "register no. 12 345" --document register.pdf',
    )
    .action(async (application: string, flags: EvidenceFlags) => {
      const { env, output } = consoleFor(flags);
      const kinds = [...new Set(flags.kind.map(readKind))];
      const note = readNote(flags);
      const documentSha256 = flags.document === undefined ? null : await hashFile(flags.document);
      if (note === null && documentSha256 === null) {
        throw usage('E_USAGE', 'there is nothing to give', '--note TEXT, --note-file FILE or --document FILE');
      }
      const { applicant, genesis } = await whoApplies(application, flags, env);
      const to = noteRecipient(await fetchStewards(applicant.client, genesis));
      const { round } = await requireStatus(applicant);
      const status = await submitEvidence(
        applicant,
        round,
        kinds.map((kind) => ({ kind, note, documentSha256 })),
        to,
      );
      output.result(status, () => statusText(status));
    });
}

/** The kind of evidence of a flag. Throws a Failure (exit 2). */
export function readKind(text: string): VettingEvidence {
  const kind = VETTING_EVIDENCE.find((known) => known === text);
  if (kind === undefined) throw usage('E_USAGE', `${text} is not a kind of evidence`, VETTING_EVIDENCE.join(' | '));
  return kind;
}

function readNote({ note, noteFile }: EvidenceFlags): string | null {
  if (note !== undefined && noteFile !== undefined) throw usage('E_USAGE', 'give --note or --note-file, not both');
  const text = noteFile === undefined ? note : readText(noteFile);
  if (text === undefined) return null;
  if (text.trim() === '') throw usage('E_NOTE', 'the note is empty');
  if (Buffer.byteLength(text.normalize('NFC')) > MAX_NOTE_BYTES) {
    throw usage('E_NOTE', `a note has at most ${MAX_NOTE_BYTES} bytes`, 'put the rest into a document');
  }
  return text;
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw usage('E_FILE', 'the note cannot be read');
  }
}

async function hashFile(path: string): Promise<Uint8Array> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    throw usage('E_FILE', 'the document cannot be read');
  }
  return new Uint8Array(hash.digest());
}

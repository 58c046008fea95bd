import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { SignAgreementProposalDocument } from '@sealbridge/api-client';
import { call, payload, syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import {
  agreementDifferences,
  type AgreementRecord,
  agreementRecord,
  signAgreement,
  writeAgreementRecord,
} from '@sealbridge/directory';
import { toBase64, toHex } from '@sealbridge/sodium';

import { type Console, consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { differencesText, viewText } from './agreement-text.js';
import { viewOf } from './agreement-view.js';
import { type Preview, previewText, readPreview } from './preview.js';
import {
  admissionsOf,
  findEither,
  type ListedProposal,
  nothingProposed,
  recordOf,
  requireFollows,
} from './read-agreements.js';
import { undoneText } from './said.js';
import { collect, type Signers, signersOf } from './signers.js';

interface SignFlags extends CommonFlags {
  readonly root: readonly string[];
  readonly confirm?: string;
}

/** Of the hash of the terms, enough that nobody signs other terms by mistake. */
const CONFIRM_CHARACTERS = 8;

/** `agreement sign`: shows what changes, and signs for one party when the terms are those that were read. */
export function signCommand(): Command {
  return verb('sign', 'show what changes if the proposed version is signed; with --confirm, sign it for one party')
    .argument('<id>', 'id of the agreement, or its first 8 characters')
    .option('--confirm <terms>', 'the 8 characters that this command shows for the terms: sign these and no others')
    .option(
      '--root <file>',
      'sign with a root key of the party instead of your device; twice, for two of them',
      collect,
      [],
    )
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge agreement sign 7f3c2a10\n  npx sealbridge agreement sign 7f3c2a10 --confirm 5e7fb36c --root root-0.key --root root-1.key',
    )
    .action(async (id: string, flags: SignFlags) => {
      const there = consoleFor(flags);
      const person = await signIn(flags, there.env);
      const { agreement, proposal } = await findEither(person, id);
      if (proposal === null) throw nothingProposed();
      const directory = await syncDirectory(person, admissionsOf([proposal]));
      const record = recordOf(proposal.record);
      const before = agreement === null ? null : recordOf(agreement.record);
      requireFollows(record, before);
      const shown = await show(person, directory, { record, before, proposal, undone: undoneText(agreement) });
      const terms = toHex(record.hash).slice(0, CONFIRM_CHARACTERS);
      if (flags.confirm === undefined) return onlyShow(there, shown, terms);
      if (flags.confirm.toLowerCase() !== terms) throw otherTerms(terms);
      const signed = await sign(person, record, signersOf(person, directory, flags.root));
      there.output.result({ ...signed, preview: shown.preview }, () => [shown.text, '', signedText(signed)].join('\n'));
    });
}

interface Proposed {
  readonly record: AgreementRecord;
  readonly before: AgreementRecord | null;
  readonly proposal: ListedProposal;
  /** Sentences about what was said of the version before and does not hold for this one. */
  readonly undone: readonly string[];
}

/** What is about to be signed: the terms in plain words, what they change, and what that does. */
async function show(
  person: Person,
  directory: VerifiedDirectory,
  { record, before, proposal, undone }: Proposed,
): Promise<{ readonly preview: Preview; readonly text: string }> {
  const view = viewOf(person, directory, record);
  const preview = await readPreview(person, proposal);
  const differences = before === null ? [] : agreementDifferences(before.agreement, record.agreement);
  const changes = before === null ? 'this is the first version' : differencesText(differences);
  return { preview, text: [viewText(view, 'proposed'), '', changes, ...undone, '', previewText(preview)].join('\n') };
}

function onlyShow({ output }: Console, { preview, text }: { preview: Preview; text: string }, terms: string): void {
  output.result({ terms, signed: false, preview }, () =>
    [text, '', `nothing is signed; to sign: --confirm ${terms}`].join('\n'),
  );
}

interface Signed {
  readonly agreement: string;
  readonly version: number;
  readonly state: string;
  readonly signedBy: readonly string[];
  readonly inForce: boolean;
}

async function sign(
  { client }: Person,
  { bytes, agreement }: AgreementRecord,
  { org, signers }: Signers,
): Promise<Signed> {
  if (!agreement.orgs.includes(org)) throw notAParty();
  const signatures = signers.map((signer) => signAgreement(bytes, org, signer));
  const record = toBase64(writeAgreementRecord(agreementRecord(bytes, signatures)));
  const input = { clientMutationId: randomUUID(), record };
  const answer = await call(() => client.request(SignAgreementProposalDocument, { input }));
  const { proposal, agreement: stored } = payload(answer.signAgreementProposal, 'SignAgreementProposalPayload');
  const { agreement: id, version, parties, signedBy } = proposal;
  const handles = parties.flatMap(({ organisation, handle }) => (signedBy.includes(organisation) ? [handle] : []));
  return { agreement: id, version, state: stored?.state ?? 'proposed', signedBy: handles, inForce: stored !== null };
}

function signedText({ agreement, version, state, signedBy, inForce }: Signed): string {
  const who = `signed by ${signedBy.join(' and ')}`;
  return inForce
    ? `${who}: version ${version} of ${agreement} is ${state}`
    : `${who}; version ${version} of ${agreement} waits for the other party, and nothing has changed yet`;
}

function otherTerms(terms: string): Failure {
  return new Failure({
    code: 'E_CONFIRM',
    exit: EXIT.CONFLICT,
    message: 'these are not the terms you confirm; nothing was signed',
    hint: `the proposed terms are ${terms}: read them, then confirm`,
  });
}

function notAParty(): Failure {
  return usage('E_PARTY', 'these keys are of no party of the agreement');
}

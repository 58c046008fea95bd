import type { Command } from 'commander';

import { syncDirectory } from '@sealbridge/client';
import type { AgreementRecord } from '@sealbridge/directory';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { timeText } from './agreement-file.js';
import { viewText } from './agreement-text.js';
import { viewOf } from './agreement-view.js';
import {
  admissionsOf,
  findAgreement,
  findEither,
  findProposal,
  type ListedAgreement,
  recordOf,
  versionsOf,
} from './read-agreements.js';
import { type Said, said, saidText } from './said.js';

interface ShowFlags extends CommonFlags {
  readonly version?: string;
  readonly proposal?: boolean;
}

/** What is shown, how it stands, and what the parties said about it. */
interface Shown {
  readonly record: AgreementRecord;
  readonly state: string;
  readonly listed: Parameters<typeof admissionsOf>[0];
  readonly said: Said | null;
}

/** `agreement show`: a version in plain words, as both parties read it. */
export function showCommand(): Command {
  return verb('show', 'show an agreement in plain words; both parties read the same')
    .argument('<id>', 'id of the agreement, or its first 8 characters')
    .option('--version <n>', 'an earlier version')
    .option('--proposal', 'the version that is proposed')
    .addHelpText('after', '\nExample:\n  npx sealbridge agreement show 7f3c2a10 --version 1')
    .action(async (id: string, flags: ShowFlags) => {
      const wanted = readVersion(flags.version);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { record, state, listed, said: statements } = await find(person, id, wanted, flags.proposal === true);
      const directory = await syncDirectory(person, admissionsOf(listed));
      const view = viewOf(person, directory, record);
      const shown = statements === null ? null : { ...statements, end: timeText(statements.end) };
      const lines = statements === null ? [] : saidText(statements);
      output.result({ ...view, state, said: shown }, () => viewText(view, state, lines));
    });
}

async function find(person: Person, id: string, version: number | null, proposed: boolean): Promise<Shown> {
  if (version !== null) return findVersion(person, id, version);
  if (proposed) {
    const proposal = await findProposal(person, id);
    return { record: recordOf(proposal.record), state: 'proposed', listed: [proposal], said: null };
  }
  const { agreement, proposal } = await findEither(person, id);
  if (agreement !== null) return newest(agreement);
  if (proposal === null) throw new Error('neither an agreement nor a proposal was found');
  return { record: recordOf(proposal.record), state: 'proposed', listed: [proposal], said: null };
}

function newest(agreement: ListedAgreement): Shown {
  return { record: recordOf(agreement.record), state: agreement.state, listed: [agreement], said: said(agreement) };
}

async function findVersion(person: Person, id: string, version: number): Promise<Shown> {
  const agreement = await findAgreement(person, id);
  const record = (await versionsOf(person, agreement.id)).find(({ agreement: terms }) => terms.version === version);
  if (record === undefined) throw usage('E_VERSION', 'the agreement has no such version');
  if (version === agreement.version) return newest(agreement);
  return { record, state: 'replaced by a later version', listed: [agreement], said: null };
}

function readVersion(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usage('E_USAGE', '--version is not the number of a version');
}

import { existsSync, readFileSync, statSync } from 'node:fs';

import type { Command } from 'commander';

import {
  checkExplanation,
  type Explanation,
  fetchExplanation,
  MAX_EXPLANATION_BYTES,
  readExplanation,
  writeExplanation,
} from '@sealbridge/client';
import { ready } from '@sealbridge/sodium';
import type { Policy } from '@sealbridge/transparency';
import { parseId } from '@sealbridge/vocabulary';

import { writePrivateFile } from '../instance/private-file.js';
import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { signIn } from '../session/person.js';
import { explanationText, explanationView } from './explain/explain-text.js';
import { inclusionBy } from './explain/inclusion.js';
import { logPolicyFor, profileOrNone } from './whose-log.js';

interface ExplainFlags extends CommonFlags {
  readonly out?: string;
  readonly file?: string;
  readonly bundle?: string;
  readonly checkpoint?: string;
  readonly policy?: string;
}

/** How long an entry that was just made is waited for. */
const ENTRY_WITHIN_MS = 5_000;

/** `audit explain`: why something was allowed or refused, made again from what the entry commits to. Exit 5 names what differs. */
export function explainCommand(): Command {
  return verb(
    'explain',
    'show why something was allowed or refused, and decide it again; exit 5 when something else comes out',
  )
    .argument('[event]', 'id of the event: the reference of a refusal, or an id from audit list')
    .option('--out <file>', 'write everything the decision can be made again from; an existing file is not replaced')
    .option('--file <file>', 'explain from such a file, without a server')
    .option('--bundle <file>', 'with --file: the entry has to be in this evidence bundle')
    .option('--checkpoint <file>', 'with --file: the entry has to be under this signed checkpoint')
    .option('--policy <file>', 'whose log and witnesses count (default: the policy pinned in the profile)')
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge audit explain 5f0c1f7e-… --out decision.json --profile auditor\n  npx sealbridge audit explain --file decision.json --policy policy',
    )
    .action(async (event: string | undefined, flags: ExplainFlags) => {
      await ready();
      requireOneSource(event, flags);
      const { env, output } = consoleFor(flags);
      const explanation = event === undefined ? readFile(flags.file ?? '') : await fetchFor(event, flags, env);
      const profile = profileOrNone(flags.profile, env, event !== undefined);
      const policy: Policy | null =
        flags.policy === undefined && profile === null ? null : logPolicyFor(flags.policy, profile);
      const shown = { policy, ...only(flags, 'bundle'), ...only(flags, 'checkpoint') };
      const checked = checkExplanation(explanation, await inclusionBy(shown, explanation));
      if (flags.out !== undefined) writePrivateFile(flags.out, writeExplanation(explanation));
      const view = explanationView(explanation, checked);
      output.result(view, () => explanationText(view));
      const fault = checked.steps.find(({ outcome }) => outcome === 'failed');
      if (fault !== undefined) throw differs(fault.name, fault.words);
    });
}

function only<Name extends 'bundle' | 'checkpoint'>(flags: ExplainFlags, name: Name): Partial<Record<Name, string>> {
  const value = flags[name];
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}

function requireOneSource(event: string | undefined, { file, out, bundle, checkpoint }: ExplainFlags): void {
  if ((event === undefined) === (file === undefined)) throw usage('E_USAGE', 'one of EVENT and --file is needed');
  if (bundle !== undefined && checkpoint !== undefined) {
    throw usage('E_USAGE', 'one of --bundle and --checkpoint is enough');
  }
  if (out !== undefined && file !== undefined) throw usage('E_USAGE', '--out writes what a server gives, not a file');
  if (out !== undefined && existsSync(out)) throw usage('E_FILE_EXISTS', 'the file exists already');
}

async function fetchFor(event: string, flags: ExplainFlags, env: NodeJS.ProcessEnv): Promise<Explanation> {
  const id = parseId(event);
  if (id === null) throw usage('E_USAGE', 'EVENT is not the id of an event');
  return fetchExplanation(await signIn(flags, env), id, ENTRY_WITHIN_MS);
}

function readFile(path: string): Explanation {
  try {
    if (statSync(path).size > MAX_EXPLANATION_BYTES) throw new RangeError('too long');
    return readExplanation(new Uint8Array(readFileSync(path)));
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).syscall !== undefined) {
      throw usage('E_FILE', 'the file cannot be read, or is longer than any explanation');
    }
    throw error;
  }
}

function differs(name: string, words: string): Failure {
  return new Failure({
    code: `E_EXPLAIN_${name.toUpperCase()}`,
    exit: EXIT.VERIFICATION,
    message: `the decision does not hold: ${name}: ${words}`,
    hint: 'keep the file; docs/reference/explanation.md says what each check proves',
  });
}

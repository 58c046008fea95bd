import { readFileSync } from 'node:fs';

import type { Command } from 'commander';

import { openOwnShare, syncDirectory } from '@sealbridge/client';
import { KeyringError, parseRecoveryWords, printShare } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { signIn } from '../../session/person.js';

interface PrintFlags extends CommonFlags {
  readonly wordsFile: string;
  readonly organisation?: string;
}

/** `keys guardians print`: a guardian's share for paper, encrypted under the guardian's own words. */
export function printCommand(): Command {
  return verb('print', 'print your share of a recovery key, encrypted under your own 24 words, for paper')
    .requiredOption('--words-file <file>', 'your own 24 recovery words: the sheet opens with these and nothing else')
    .option('--organisation <handle>', 'whose recovery key (default: your own organisation)')
    .addHelpText(
      'after',
      [
        '',
        'Keep the sheet apart from your words. It is out of date when the recovery key gets another number.',
        '',
        'example: npx sealbridge keys guardians print --words-file words --profile admin | lpr',
      ].join('\n'),
    )
    .action(async (flags: PrintFlags) => {
      const { env, output } = consoleFor(flags);
      const entropy = readWords(flags.wordsFile);
      const person = await signIn(flags, env);
      const { state } = await syncDirectory(person);
      const handle = flags.organisation ?? person.profile.orgHandle;
      const org = state.organisationByHandle(handle)?.org;
      if (org === undefined)
        throw usage('E_USAGE', 'no such organisation that you guard', 'keys recover list names them');
      const setup = state.recoveryOf(org);
      const share = await openOwnShare(person, org, setup);
      const text = printShare(share, entropy);
      wipe(entropy, share.share);
      const { number, device, threshold } = share;
      output.result({ organisation: handle, keyNumber: number, device, threshold, share: text }, () =>
        [
          `share of the recovery key of ${handle}, number ${number}`,
          `guardian device ${device}; ${threshold} shares bring a member back`,
          '',
          ...inLines(text),
          '',
          'encrypted under your own 24 words: keep the two apart',
        ].join('\n'),
      );
    });
}

const GROUPS_A_LINE = 8;

/** Eight groups of four in a line, as they are typed from paper. */
function inLines(text: string): string[] {
  const groups = text.split(' ');
  const count = Math.ceil(groups.length / GROUPS_A_LINE);
  return Array.from({ length: count }, (_, line) =>
    groups.slice(line * GROUPS_A_LINE, (line + 1) * GROUPS_A_LINE).join(' '),
  );
}

function readWords(path: string): Uint8Array {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw usage('E_FILE', `${path} cannot be read`);
  }
  try {
    return parseRecoveryWords(text);
  } catch (error) {
    if (error instanceof KeyringError) throw usage(error.code, error.message);
    throw error;
  }
}

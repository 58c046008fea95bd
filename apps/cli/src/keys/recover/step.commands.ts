import { readFileSync } from 'node:fs';

import type { Command } from 'commander';

import {
  approveRecovery,
  cancelRecovery,
  completeRecovery,
  type CompletedRecovery,
  requireGuardian,
} from '@sealbridge/client';
import {
  type Recovery,
  RECOVERY_CANCEL_REASONS,
  type RecoveryCancelReason,
  type RecoverySetup,
} from '@sealbridge/directory';
import { KeyringError, openPrintedShare, parseRecoveryWords, type Share } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';
import { parseId } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { entryText } from '../../directory/published.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { signIn } from '../../session/person.js';
import { isSameFingerprint, readFingerprint } from '../typed-fingerprint.js';

const RECOVERY = "id of the recovery; 'keys recover list' shows it";

interface ApproveFlags extends CommonFlags {
  readonly fingerprint: string;
}

/** `keys recover approve`: another guardian, who was read the new device's fingerprint, agrees and gives the share. */
export function approveRecoveryCommand(): Command {
  return verb('approve', 'as another guardian: agree to a recovery, and give your share to the guardian who started it')
    .argument('<recovery>', RECOVERY)
    .requiredOption(
      '--fingerprint <text>',
      'what the member reads to you from the new device; the first two groups are enough',
    )
    .addHelpText(
      'after',
      [
        '',
        'See and know the member yourself before you agree, and have the fingerprint read to you by them: the word of the guardian',
        'who started is not enough. On the new device it is the signing key of keys show.',
        '',
        'example: npx sealbridge keys recover approve 3fd9a1c2-... --fingerprint "7Q2M 0XJ4" --profile steward1',
      ].join('\n'),
    )
    .action(async (id: string, flags: ApproveFlags) => {
      const { env, output } = consoleFor(flags);
      const typed = readFingerprint(flags.fingerprint);
      const person = await signIn(flags, env);
      const { recovery, entry } = await approveRecovery(person, id, (shown) => isSameFingerprint(typed, shown));
      noteEntry(entry);
      output.result({ recovery: recovery.id, member: recovery.member, entry }, () =>
        [`you agree to ${recovery.id}; your share is sealed to the guardian who started it`, entryText(entry)].join(
          '\n',
        ),
      );
    });
}

interface CancelFlags extends CommonFlags {
  readonly reason: string;
}

/** `keys recover cancel`: a guardian or an administrator stops a recovery. */
export function cancelCommand(): Command {
  return verb('cancel', 'stop a recovery that nobody asked for, or that is not needed any more')
    .argument('<recovery>', RECOVERY)
    .requiredOption('--reason <reason>', `why: ${RECOVERY_CANCEL_REASONS.join(', ')}`)
    .addHelpText(
      'after',
      '\nexample: npx sealbridge keys recover cancel 3fd9a1c2-... --reason not_asked --profile admin',
    )
    .action(async (id: string, flags: CancelFlags) => {
      const reason = readReason(flags.reason);
      const { env, output } = consoleFor(flags);
      const { recovery, entry } = await cancelRecovery(await signIn(flags, env), id, reason);
      noteEntry(entry);
      output.result({ recovery: recovery.id, member: recovery.member, reason, entry }, () =>
        [`recovery ${recovery.id} is cancelled: nobody got a key`, entryText(entry)].join('\n'),
      );
    });
}

interface CompleteFlags extends CommonFlags {
  readonly printedShare?: string;
  readonly wordsFile?: string;
  readonly guardian?: string;
}

/** `keys recover complete`: the guardian who started rebuilds the key and gives the member's new device what the member could open. */
export function completeCommand(): Command {
  return verb(
    'complete',
    'as the guardian who started: give the new device what the member could open, after the delay',
  )
    .argument('<recovery>', RECOVERY)
    .option('--printed-share <file>', 'the share of a guardian who agreed, typed from the printed sheet')
    .option('--words-file <file>', "that guardian's 24 words, which the sheet is encrypted under")
    .option('--guardian <device>', 'whose sheet it is: id of the guardian device, as the sheet says')
    .addHelpText(
      'after',
      [
        '',
        'The recovery key is rebuilt on this device alone, checked against the directory, and left behind: all guardians get new',
        'shares. Cut off at any moment, either nothing has changed or all of it has: run it again.',
        '',
        'example: npx sealbridge keys recover complete 3fd9a1c2-... --profile admin',
      ].join('\n'),
    )
    .action(async (id: string, flags: CompleteFlags) => {
      const { env, output } = consoleFor(flags);
      const printed = readPrinted(flags);
      const person = await signIn(flags, env);
      const done = await completeRecovery(person, id, printed);
      noteEntry(done.entry);
      const { recovery, epochs, missing, entry } = done;
      const result = {
        recovery: recovery.id,
        member: recovery.member,
        device: recovery.device,
        epochs,
        missing,
        entry,
      };
      output.result(result, () => completedText(done));
    });
}

function completedText({ recovery, epochs, missing, entry }: CompletedRecovery): string {
  return [
    `${recovery.member} is back with device ${recovery.device}: ${epochs} keys of units`,
    ...(missing === 0
      ? []
      : [`${missing} keys were never sealed to the recovery key; a colleague's device can add them`]),
    'all guardians have new shares: those who keep theirs on paper print them anew (keys guardians print)',
    ...(recovery.reason === 'replaced'
      ? []
      : ['an administrator gives the units new keys: npx sealbridge keys rotate --due']),
    entryText(entry),
  ].join('\n');
}

type MoreShares = (setup: RecoverySetup, recovery: Recovery) => readonly Share[];

/** A share from paper. Throws a Failure (exit 2), and where it does not open, exit 5. */
function readPrinted({ printedShare, wordsFile, guardian }: CompleteFlags): MoreShares {
  if (printedShare === undefined && wordsFile === undefined && guardian === undefined) return () => [];
  const device = guardian === undefined ? null : parseId(guardian);
  if (printedShare === undefined || wordsFile === undefined || device === null) {
    throw usage('E_USAGE', 'a share from paper needs --printed-share, --words-file and --guardian');
  }
  const [text, words] = [readText(printedShare), readText(wordsFile)];
  return ({ number, threshold, ...setup }, { org }) => {
    requireGuardian({ number, threshold, ...setup }, device);
    try {
      const entropy = parseRecoveryWords(words);
      const share = openPrintedShare(text, entropy, { org, number, device, threshold });
      wipe(entropy);
      return [share];
    } catch (error) {
      if (!(error instanceof KeyringError)) throw error;
      throw new Failure({ code: error.code, exit: EXIT.VERIFICATION, message: error.message });
    }
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw usage('E_FILE', `${path} cannot be read`);
  }
}

function readReason(text: string): RecoveryCancelReason {
  const reason = RECOVERY_CANCEL_REASONS.find((known) => known === text);
  if (reason === undefined) throw usage('E_USAGE', `--reason is one of ${RECOVERY_CANCEL_REASONS.join(', ')}`);
  return reason;
}

function noteEntry(entry: number | null): void {
  if (entry === null) process.exitCode = EXIT.PARTLY;
}

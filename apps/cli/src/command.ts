import { Command } from 'commander';

import { type Output, stdoutOutput } from './output/output.js';
import { stderrWords, type Words } from './output/words.js';

/** What every command is given beside its own flags. */
export interface Console {
  readonly env: NodeJS.ProcessEnv;
  readonly output: Output;
  readonly words: Words;
}

/** Flags of every command. */
export interface CommonFlags {
  readonly json?: boolean;
}

/** Flags of a command that speaks as somebody. */
export interface PersonFlags extends CommonFlags {
  readonly profile?: string;
  readonly server?: string;
}

/** A command that does something, with the flags all of them have. */
export function verb(name: string, description: string): Command {
  return new Command(name).description(description).option('--json', 'print one JSON value on stdout');
}

/** A command that speaks as the person of a profile. */
export function personVerb(name: string, description: string): Command {
  return verb(name, description)
    .option('--profile <name>', 'whose keys to use (default: SEALBRIDGE_PROFILE, or the only profile there is)')
    .option('--server <url>', 'the server (default: SEALBRIDGE_SERVER, or the running instance of SEALBRIDGE_HOME)');
}

/** A noun: a family of commands. */
export function noun(name: string, description: string, verbs: readonly Command[]): Command {
  const family = new Command(name).description(description);
  for (const command of verbs) family.addCommand(command);
  return family;
}

/** The console of this process for a command with these flags. */
export function consoleFor({ json }: CommonFlags): Console {
  return { env: process.env, output: stdoutOutput(json === true), words: stderrWords };
}

import { Command, type OptionValues } from 'commander';

import { type Output, stdoutOutput } from './output/output.js';
import { stderrWords, type Words } from './output/words.js';

/** What every command is given beside its own flags. */
export interface Console {
  readonly env: NodeJS.ProcessEnv;
  readonly output: Output;
  readonly words: Words;
}

/** Flags of every command, wherever on the line they stand; a command that needs no profile or server ignores them. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly profile?: string;
  readonly server?: string;
}

/** The root of the tree, with the flags of every command. */
export function root(description: string): Command {
  return new Command('sealbridge')
    .description(description)
    .option('--json', 'print one JSON value on stdout')
    .option('--profile <name>', 'whose keys to use (default: SEALBRIDGE_PROFILE, or the only profile there is)')
    .option('--server <url>', 'the server (default: SEALBRIDGE_SERVER, or the running instance of SEALBRIDGE_HOME)')
    .helpCommand(false);
}

/** A command that does something. Its action is given the flags of every command together with its own. */
export function verb(name: string, description: string): Command {
  return new Verb(name).description(description).configureHelp({ showGlobalOptions: true });
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

/** Commander keeps the flags of the root apart; here a command sees them as its own. */
class Verb extends Command {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the signature is commander's
  override opts<T extends OptionValues>(): T {
    const inherited: OptionValues[] = [];
    for (let above = this.parent; above !== null; above = above.parent) inherited.unshift(above.opts());
    return Object.assign({}, ...inherited, super.opts()) as T;
  }
}

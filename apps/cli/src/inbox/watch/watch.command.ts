import { ApiError } from '@sealbridge/api-client';
import { call, sleep } from '@sealbridge/client';
import type { Command } from 'commander';

import { consoleFor, type Console, type CommonFlags, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { type Person, signIn, signInAgain } from '../../session/person.js';
import { KnownReports } from './known-reports.js';
import { type InboxChange, watchLive, type WatchEnd } from './live-inbox.js';

interface WatchFlags extends CommonFlags {
  readonly count?: string;
}

/** How a server closes connections (docs/reference/live.md). */
const CLOSED = { NO_SESSION: 4401, REFUSED: 4403 } as const;
/** Waits between attempts to come back: the first, and the longest, in milliseconds. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** `inbox watch`: a line for every report that comes while it runs. */
export function watchCommand(): Command {
  return verb('watch', 'print a line for each report that is addressed to your units, while it comes')
    .option('--count <n>', 'end after so many lines')
    .addHelpText(
      'after',
      [
        '',
        'received   the report was addressed to a unit of yours',
        'changed    something that the inbox shows of it did: somebody of your unit has opened it',
        '',
        'Only ids are told: `report open` shows what is in a report, and is logged. What comes while the connection is',
        'lost is found in the inbox and printed when it is there again. When the session ends the device signs in',
        'anew; when you may not watch any more, the command ends and says why. Ctrl-C ends it.',
        '',
        'example: npx sealbridge inbox watch --json --profile liaison',
      ].join('\n'),
    )
    .action(async (flags: WatchFlags) => {
      const lines = readCount(flags.count);
      const console = consoleFor(flags);
      const watching = new Watching(console, lines);
      await watching.run(await signIn(flags, console.env));
    });
}

function readCount(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw usage('E_USAGE', '--count is not a positive number');
}

/** One run of the command, over as many connections and sessions as it takes. */
class Watching {
  readonly #known = new KnownReports();
  #left: number;
  #failures = 0;
  #isWatching = false;

  constructor(
    private readonly console: Console,
    lines: number,
  ) {
    this.#left = lines;
  }

  async run(signedIn: Person): Promise<void> {
    for (let person: Person | null = signedIn; person !== null;) {
      const watcher: Person = person;
      const end = await watchLive(watcher, (change) => this.#take(watcher, change));
      person = await this.#after(end, watcher);
    }
  }

  /** Prints a change; before the first one of a connection, what came while nobody watched. */
  async #take(person: Person, { reportId, kind, at }: InboxChange): Promise<boolean> {
    if (reportId === null) {
      if (!this.#isWatching) this.console.words.say('watching; Ctrl-C ends it');
      this.#isWatching = true;
      this.#failures = 0;
      for (const missed of await this.#known.look(person)) this.#print({ at, kind: 'received', reportId: missed });
    } else if (kind !== 'received' || this.#known.add(reportId)) {
      this.#print({ at, kind, reportId });
    }
    return this.#left > 0;
  }

  #print(change: InboxChange): void {
    if (this.#left === 0) return;
    this.#left -= 1;
    this.console.output.line(change, () => `${change.at}  ${change.kind}  ${change.reportId ?? ''}`);
  }

  /** Who goes on watching, or null. Throws when that may not be any more, or never could. */
  async #after(end: WatchEnd, person: Person): Promise<Person | null> {
    if (end.by === 'watcher') return null;
    if (end.by === 'refusal') return call(() => Promise.reject(end.error));
    if (end.code === CLOSED.REFUSED) return call(() => Promise.reject(refusal(end.reason)));
    if (end.code === CLOSED.NO_SESSION) return signInAgain(person);
    await this.#wait();
    return person;
  }

  async #wait(): Promise<void> {
    if (this.#failures === 0) this.console.words.say('the connection is lost; trying again');
    this.#isWatching = false;
    this.#failures += 1;
    await sleep(Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS));
  }
}

/** What a server closes with is a code of the vocabulary; anything else is told as not permitted. */
function refusal(reason: string): ApiError {
  const detail = /^[a-z][a-z_]{0,40}$/u.test(reason) ? `E_${reason.toUpperCase()}` : 'E_FORBIDDEN';
  return new ApiError('FORBIDDEN', 'you may not watch any more', detail);
}

import type { Command } from 'commander';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { table } from '../output/table.js';
import { signIn } from '../session/person.js';
import { commandOf, type NoticeNode, wordsOf } from './notice-words.js';
import { readNotices } from './read-notices.js';

interface ListFlags extends CommonFlags {
  readonly limit: string;
  readonly all?: boolean;
}

const DEFAULT_LIMIT = '100';

/** `notice list`: what there is to read. */
export function listCommand(): Command {
  return verb('list', 'list what there is to read, newest first')
    .option('--limit <n>', 'how many at most', DEFAULT_LIMIT)
    .option('--all', 'those too that were marked as seen')
    .addHelpText('after', '\nexample: npx sealbridge notice list --profile admin')
    .action(async (flags: ListFlags) => {
      const limit = Number(flags.limit);
      if (!Number.isSafeInteger(limit) || limit < 1) throw usage('E_USAGE', '--limit is not a positive number');
      const { env, output } = consoleFor(flags);
      const notices = await readNotices(await signIn(flags, env), limit, ({ seen }) => flags.all === true || !seen);
      output.result({ notices }, () => listText(notices));
    });
}

function listText(notices: readonly NoticeNode[]): string {
  if (notices.length === 0) return 'nothing to read; --all shows what was marked as seen';
  const rows = notices.map((notice) => [
    notice.madeAt.slice(0, 'YYYY-MM-DD'.length),
    notice.seen ? 'seen' : 'new',
    wordsOf(notice),
    commandOf(notice) ?? notice.objectId ?? '',
  ]);
  return `${table([['made', 'state', 'what', 'see'], ...rows])}\n\nread it? npx sealbridge notice seen --all`;
}

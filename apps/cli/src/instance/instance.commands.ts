import type { Command } from 'commander';

import { type CommonFlags, consoleFor, noun, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { table } from '../output/table.js';
import type { EnrolmentLink } from './demo/enrolment.js';
import { makeKeysOnly } from './make-keys.js';
import { instanceFolder, readInstanceSettings } from './settings.js';
import { startInstance } from './start.js';
import { instanceStatus, stopInstance } from './stop.js';

/** `instance start | stop | status | keys`. */
export function instanceCommands(): Command {
  return noun('instance', 'a whole instance on this machine', [start(), stop(), status(), keys()]);
}

function start(): Command {
  return verb(
    'start',
    'run PostgreSQL, API, sequencer and a local witness until Ctrl-C; loads the demo world the first time',
  ).action(async (flags: CommonFlags) => {
    const { env, output, words } = consoleFor(flags);
    const settings = readInstanceSettings(env);
    process.exitCode = await startInstance(settings, words, (url, links) => {
      const enrolment = links.map(({ profile, address }) => ({ profile, link: address }));
      output.result({ url, home: settings.home, pid: process.pid, demo: settings.demo, enrolment }, () =>
        readyText(url, links),
      );
    });
  });
}

function readyText(url: string, links: readonly EnrolmentLink[]): string {
  if (links.length === 0) return `Sealbridge is ready: ${url}`;
  return [
    `Sealbridge is ready: ${url}`,
    '',
    'Open a link to enrol a browser as a person of the demo world. Their keys are on this machine: while this runs it lets the browser in',
    'by itself. Each link is good for one browser; another one: npx sealbridge keys link --profile PROFILE',
    table([['person', 'enrolment link'], ...links.map(({ profile, address }) => [profile, address])]),
  ].join('\n');
}

function stop(): Command {
  return verb('stop', 'stop the instance of SEALBRIDGE_HOME').action(async (flags: CommonFlags) => {
    const { env, output } = consoleFor(flags);
    const stopped = await stopInstance(instanceFolder(env));
    output.result({ stopped }, () => (stopped ? 'stopped' : 'no instance was running'));
  });
}

function status(): Command {
  return verb('status', 'say whether the instance of SEALBRIDGE_HOME runs').action(async (flags: CommonFlags) => {
    const { env, output } = consoleFor(flags);
    const found = await instanceStatus(instanceFolder(env));
    output.result(found, () =>
      found.running
        ? `${found.ready ? 'ready' : 'starting'}: ${found.url ?? found.home}`
        : `not running: ${found.home}`,
    );
  });
}

const DATABASE_PLACE = /^[a-z0-9.-]+:\d{1,5}\/[a-z0-9_]+$/i;

function keys(): Command {
  return verb('keys', 'make the keys of SEALBRIDGE_HOME without starting anything, for containers')
    .requiredOption('--database <host:port/name>', 'where the programs will find PostgreSQL')
    .action(async (flags: CommonFlags & { readonly database: string }) => {
      const { env, output } = consoleFor(flags);
      if (!DATABASE_PLACE.test(flags.database)) throw usage('E_USAGE', '--database is not host:port/name');
      const folder = instanceFolder(env);
      await makeKeysOnly(folder, flags.database);
      output.result({ home: folder }, () => `keys are in ${folder}`);
    });
}

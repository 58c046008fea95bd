import type { Command } from 'commander';

import { syncPersonLog, witnessWarning } from '@sealbridge/client';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { instanceFolder } from '../instance/settings.js';
import { instanceStatus } from '../instance/stop.js';
import { EXIT } from '../output/exit-code.js';
import { isExpected } from '../output/failure.js';
import { table } from '../output/table.js';
import { listProfiles } from '../profile/find-profile.js';
import { type Person, signIn } from '../session/person.js';

/** One thing that was looked at. */
interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

const OLDEST_NODE = 20;
const PINNED_NODE = 24;

/** `doctor`: looks at everything a command needs and says what is missing. Exit 1 when something is. */
export function doctorCommand(): Command {
  return verb('doctor', 'look at everything a command needs and say what is missing').action(
    async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const findings = [nodeVersion(), await instance(env), profiles(env), ...(await person(flags, env))];
      output.result({ ok: findings.every(({ ok }) => ok), findings }, () =>
        table([['', 'check', ''], ...findings.map(({ check, ok, detail }) => [ok ? 'ok' : 'FAIL', check, detail])]),
      );
      if (!findings.every(({ ok }) => ok)) process.exitCode = EXIT.UNEXPECTED;
    },
  );
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const detail = major >= PINNED_NODE ? process.version : `${process.version}: works, made for ${PINNED_NODE}`;
  return { check: 'node', ok: major >= OLDEST_NODE, detail };
}

async function instance(env: NodeJS.ProcessEnv): Promise<Finding> {
  const { running, ready, url, home } = await instanceStatus(instanceFolder(env));
  const detail = running ? `${ready ? 'ready' : 'starting'} ${url ?? ''}` : `none runs on ${home}`;
  return { check: 'instance', ok: !running || ready, detail: detail.trim() };
}

function profiles(env: NodeJS.ProcessEnv): Finding {
  const names = listProfiles(env);
  return { check: 'profiles', ok: names.length > 0, detail: names.length === 0 ? 'none' : names.join(' ') };
}

async function person(flags: CommonFlags, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  try {
    const signedIn = await signIn(flags, env);
    const { profile, server } = signedIn;
    return [{ check: 'sign-in', ok: true, detail: `${profile.name} at ${server}` }, await log(signedIn)];
  } catch (error) {
    if (isExpected(error)) return [{ check: 'sign-in', ok: false, detail: `${error.code}: ${error.message}` }];
    throw error;
  }
}

async function log(signedIn: Person): Promise<Finding> {
  try {
    const { edge, cosignedAt } = await syncPersonLog(signedIn);
    const warning = witnessWarning(signedIn.policy);
    const cosigned = new Date(cosignedAt * 1000).toISOString();
    return {
      check: 'log',
      ok: true,
      detail: `${edge.size} entries, cosigned ${cosigned}${warning === null ? '' : `; ${warning}`}`,
    };
  } catch (error) {
    if (isExpected(error)) return { check: 'log', ok: false, detail: `${error.code}: ${error.message}` };
    throw error;
  }
}

// A whole instance in a temporary home, as `npm start` runs it: embedded PostgreSQL with flushing on, API, sequencer, witness,
// demo world. The built programs are started; a journey talks to them through the command line.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const PROGRAM = join(ROOT, 'test', 'support', 'sealbridge.mjs');
/** The first start builds nothing here (test:e2e built before) and takes well under this. */
const READY_WITHIN_MS = 110_000;
/** A journey asks faster than people do; one about limits sets its own. */
const UNHURRIED = {
  SEALBRIDGE_LIMIT_MEMBER_PER_MINUTE: '1000000',
  SEALBRIDGE_LIMIT_ORG_PER_MINUTE: '1000000',
  SEALBRIDGE_LIMIT_GUEST_PER_MINUTE: '1000000',
};

/** What a command printed. */
export interface CommandResult {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON, for a command that was given `--json`. */
  json(): unknown;
}

/** A running instance. */
export interface TestInstance {
  readonly url: string;
  readonly home: string;
  /** A folder for what a journey writes; removed with the instance. */
  readonly scratch: string;
  /** Process number of the supervisor. */
  readonly pid: number;
  /** Links that let a browser in as a demo person, by profile. */
  readonly links: ReadonlyMap<string, string>;
  /** Runs a command as the person of a demo profile (null: nobody). */
  cli(profile: string | null, args: readonly string[], options?: { readonly input?: string }): Promise<CommandResult>;
  /** Stops it as Ctrl-C does and removes the home. */
  stop(): Promise<void>;
}

/** Starts an instance; `home` continues an earlier one, which is then not removed by `stop`. */
export async function startInstance(
  options: { readonly home?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<TestInstance> {
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-journey-'));
  chmodSync(folder, 0o711);
  const home = options.home ?? join(folder, 'home');
  const env = cleanEnvironment({
    SEALBRIDGE_HOME: home,
    SEALBRIDGE_PORT: '0',
    // what fails without a name says where; nothing in a demo is secret
    SEALBRIDGE_DEBUG: '1',
    ...UNHURRIED,
    XDG_CONFIG_HOME: join(folder, 'config'),
    ...options.env,
  });
  const child = spawn(process.execPath, [PROGRAM, 'instance', 'start', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { url, pid, enrolment } = await announcement(child, home);
  return {
    url,
    home,
    scratch: folder,
    pid,
    links: new Map(enrolment.map(({ profile, link }) => [profile, link])),
    cli: (profile, args, { input } = {}) => runCommand(env, profile, args, input),
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing of the surroundings' own profiles, servers or homes gets into a journey. */
function cleanEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => !name.startsWith('SEALBRIDGE_') && name !== 'DATABASE_URL');
  return { ...Object.fromEntries(names.map((name) => [name, process.env[name]])), ...own };
}

/** What an instance prints once it is ready. */
interface Announcement {
  readonly url: string;
  readonly pid: number;
  readonly enrolment: readonly { readonly profile: string; readonly link: string }[];
}

async function announcement(child: ChildProcess, home: string): Promise<Announcement> {
  let stdout = '';
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ready = new Promise<Announcement>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const parsed = tryParse(stdout);
      if (parsed !== null) resolve(parsed);
    });
  });
  const ended = once(child, 'exit').then(() => null);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, READY_WITHIN_MS, null)));
  const found = await Promise.race([ready, ended, late]);
  clearTimeout(timer);
  if (found !== null) return found;
  child.kill('SIGTERM');
  throw new Error(`the instance did not become ready\n${stderr}\n${lastLines(home)}`);
}

function tryParse(text: string): Announcement | null {
  try {
    return JSON.parse(text) as Announcement;
  } catch {
    return null;
  }
}

function lastLines(home: string): string {
  return ['postgres', 'migrate', 'api', 'sequencer', 'witness', 'demo']
    .map((name) => {
      try {
        return `--- ${name}\n${readFileSync(join(home, 'logs', `${name}.log`), 'utf8').slice(-2000)}`;
      } catch {
        return `--- ${name}: no log`;
      }
    })
    .join('\n');
}

async function runCommand(
  env: NodeJS.ProcessEnv,
  profile: string | null,
  args: readonly string[],
  input: string | undefined,
): Promise<CommandResult> {
  const own = { ...env, ...(profile === null ? {} : { SEALBRIDGE_PROFILE: profile }) };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: own, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input ?? '');
  const [exit] = (await once(child, 'close')) as [number | null];
  return { exit, stdout, stderr, json: () => parseOutput(args, { exit, stdout, stderr }) };
}

/** Says what the command said when it did not print JSON: the test that reads it then fails with the reason. */
function parseOutput(args: readonly string[], { exit, stdout, stderr }: Omit<CommandResult, 'json'>): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`sealbridge ${args.slice(0, 2).join(' ')} ended with ${String(exit)}: ${stderr}`);
  }
}

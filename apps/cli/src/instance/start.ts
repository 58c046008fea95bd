import type { Words } from '../output/words.js';
import { EXIT, type ExitCode } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { stopWhenInterrupted } from '../output/interrupt.js';
import { EmbeddedDatabase } from './database.js';
import { type EnrolmentLink, letBrowsersIn, makeEnrolmentLinks } from './demo/enrolment.js';
import { makeFounders } from './demo/founders.js';
import { writeProfiles } from './demo/profiles.js';
import { isDemoLoaded, noteDemoLoaded } from './demo/progress.js';
import { type InstanceHome, layoutOf, makeFolders } from './home.js';
import { makeInstanceKeys } from './keys.js';
import { takeLock } from './lock.js';
import { freePort, isPortFree } from './postgres/free-port.js';
import { runOnce, Supervised, type Surroundings } from './processes/supervised.js';
import {
  apiProgram,
  demoProgram,
  migrateProgram,
  policyProgram,
  type Ports,
  publicOrigin,
  sequencerProgram,
  witnessProgram,
} from './programs.js';
import { becomesReady, settledReason } from './readiness.js';
import { findRunning, forgetRunning, noteRunning } from './running.js';
import type { InstanceSettings } from './settings.js';

const READY_WITHIN_MS = 60_000;
/** What /readyz says while no signed record names the rules of the API. */
const UNSIGNED = 'E_POLICY_UNSIGNED';
/** What it says while nothing but the demo world is missing. */
const LOADING = 'E_LOADING';

/** Told once, when the instance is ready: where it answers, and the enrolment links of the demo persons. */
export type Announce = (url: string, links: readonly EnrolmentLink[]) => void;

/**
 * Runs a whole instance until SIGINT or SIGTERM: PostgreSQL, migration, witness, sequencer, API, and the demo world the
 * first time. Resolves with the exit code once everything is stopped. A second start on the same home fails.
 */
export async function startInstance(settings: InstanceSettings, words: Words, announce: Announce): Promise<ExitCode> {
  const home = layoutOf(settings.home);
  makeFolders(home);
  const taken = await takeLock(home.lockFile);
  if ('holder' in taken) throw alreadyRunning(home, taken.holder.pid);
  const stop = stopSignal();
  const running = new Instance(home, settings, words, stop);
  try {
    await running.start(announce);
    return EXIT.OK;
  } catch (error) {
    if (stop.aborted) return EXIT.OK;
    throw error;
  } finally {
    await running.stop();
    taken.lock.release();
  }
}

function alreadyRunning(home: InstanceHome, pid: number): Failure {
  const url = findRunning(home)?.url;
  return new Failure({
    code: 'E_ALREADY_RUNNING',
    exit: EXIT.CONFLICT,
    message: `an instance already runs on ${home.root} (process ${pid}${url === undefined ? '' : `, ${url}`})`,
    hint: 'stop it with: npx sealbridge instance stop',
  });
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  stopWhenInterrupted(() => controller.abort());
  return controller.signal;
}

/** The processes of one run; what was started is stopped in reverse. */
class Instance {
  private database: EmbeddedDatabase | null = null;
  private readonly programs: Supervised[] = [];
  private readonly around: Surroundings;
  private readonly startedAt = new Date().toISOString();
  /** Ends what runs beside the programs. */
  private readonly ending = new AbortController();
  /** Where the API answers, once it does. */
  private url: string | null = null;

  constructor(
    private readonly home: InstanceHome,
    private readonly settings: InstanceSettings,
    private readonly words: Words,
    private readonly stopped: AbortSignal,
  ) {
    this.around = {
      logs: home.logs,
      say: (line) => words.say(line),
      started: () => this.note(),
    };
  }

  async start(announce: Announce): Promise<void> {
    await this.requirePort();
    await makeInstanceKeys(this.home);
    const adminUrl = await this.startDatabase();
    await makeFounders(this.home);
    await this.migrate(adminUrl);
    const ports = await this.choosePorts();
    await this.startPrograms(adminUrl, ports);
    const url = publicOrigin(this.settings, ports);
    this.url = url;
    this.note();
    const local = `http://localhost:${ports.api}`;
    const restricted = await this.isRestricted(local);
    await this.loadDemo(local);
    if (!restricted) await this.untilAnswers(`${local}/readyz`);
    writeProfiles(this.home, url);
    const links = this.settings.demo ? await makeEnrolmentLinks(url) : [];
    announce(url, links);
    void this.enrol(url, links);
    await this.untilStopped();
  }

  async stop(): Promise<void> {
    if (this.programs.length > 0 || this.database !== null) this.words.say('stopping');
    this.url = null;
    this.ending.abort();
    forgetRunning(this.home);
    for (const program of this.programs.reverse()) await program.stop();
    await this.database?.stop();
  }

  private async startDatabase(): Promise<string> {
    if (this.settings.databaseUrl !== null) return this.settings.databaseUrl;
    this.words.say('starting PostgreSQL');
    this.database = await EmbeddedDatabase.start(this.home, this.around);
    return this.database.adminUrl;
  }

  private async migrate(adminUrl: string): Promise<void> {
    this.words.say('bringing the database up to date');
    const exit = await runOnce(migrateProgram(this.home, adminUrl), this.around, this.stopped);
    this.stopped.throwIfAborted();
    if (exit !== 0) throw this.failure('E_MIGRATION', 'the database could not be brought up to date', 'migrate');
  }

  /** Asked first: whatever listens there already would be taken for this instance. */
  private async requirePort(): Promise<void> {
    const { port } = this.settings;
    if (port === 0 || (await isPortFree(port))) return;
    throw new Failure({
      code: 'E_PORT_TAKEN',
      exit: EXIT.CONFLICT,
      message: `port ${port} of this machine is taken`,
      hint: 'SEALBRIDGE_PORT names another one, 0 picks one that is free',
    });
  }

  private async choosePorts(): Promise<Ports> {
    const api = this.settings.port === 0 ? await freePort() : this.settings.port;
    return { api, metrics: await freePort(), witness: await freePort() };
  }

  private async startPrograms(adminUrl: string, ports: Ports): Promise<void> {
    this.words.say('starting witness, sequencer and API');
    for (const program of [
      witnessProgram(this.home, ports),
      sequencerProgram(this.home, this.settings, adminUrl, ports),
      apiProgram(this.home, this.settings, adminUrl, ports),
    ]) {
      const supervised = new Supervised(program, this.around);
      supervised.start();
      this.programs.push(supervised);
    }
    await this.untilAnswers(`http://localhost:${ports.api}/livez`);
  }

  private async untilAnswers(address: string): Promise<void> {
    const ready = await becomesReady(address, READY_WITHIN_MS, this.stopped);
    this.stopped.throwIfAborted();
    if (!ready) throw this.failure('E_NOT_READY', 'the API did not become ready', 'api');
  }

  /** Tells the other commands where the instance answers; written again when a program has a new process number. */
  private note(): void {
    if (this.url === null) return;
    const { url } = this;
    const pids = this.programs.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid] as const]));
    const postgres = this.database === null ? {} : { postgres: this.database.pid };
    noteRunning(this.home, {
      url,
      pid: process.pid,
      startedAt: this.startedAt,
      processes: { ...postgres, ...Object.fromEntries(pids) },
    });
  }

  /**
   * Whether this version's rules are not signed. The stewards of a demo home sign them at once; those of any other do it themselves, and
   * until then it shows and takes no reports.
   */
  private async isRestricted(server: string): Promise<boolean> {
    // a home that is made in this run begins with these rules
    if (this.settings.demo && !isDemoLoaded(this.home)) return false;
    const reason = await settledReason(`${server}/readyz`, [UNSIGNED, LOADING], READY_WITHIN_MS, this.stopped);
    if (reason !== UNSIGNED) return false;
    if (!this.settings.demo) {
      this.words.say('the rules of this version are not signed: two stewards run policy adopt and policy sign');
      return true;
    }
    this.words.say('the stewards of the demo sign the rules of this version');
    const exit = await runOnce(policyProgram(this.home, server), this.around, this.stopped);
    this.stopped.throwIfAborted();
    if (exit !== 0) throw this.failure('E_POLICY_UNSIGNED', 'the rules of this version could not be signed', 'policy');
    return false;
  }

  private async loadDemo(server: string): Promise<void> {
    if (!this.settings.demo || isDemoLoaded(this.home)) return;
    this.words.say('loading the demo world (synthetic, first start only)');
    const exit = await runOnce(demoProgram(this.home, server), this.around, this.stopped);
    this.stopped.throwIfAborted();
    if (exit !== 0) throw this.failure('E_DEMO', 'the demo world could not be loaded', 'demo');
    noteDemoLoaded(this.home);
  }

  /** What goes wrong here costs the links of the demo, and nothing else. */
  private async enrol(server: string, links: readonly EnrolmentLink[]): Promise<void> {
    try {
      await letBrowsersIn({ home: this.home, server, say: (line) => this.words.say(line) }, links, this.ending.signal);
    } catch (error) {
      if (this.ending.signal.aborted) return;
      const kind = error instanceof Error ? error.name : typeof error;
      this.words.say(`the enrolment links are not answered any more: ${kind}`);
    }
  }

  private async untilStopped(): Promise<void> {
    const stopped = new Promise<null>((resolve) => {
      if (this.stopped.aborted) resolve(null);
      this.stopped.addEventListener('abort', () => resolve(null), { once: true });
    });
    const failure = await Promise.race([stopped, ...(this.database === null ? [] : [this.database.failed])]);
    if (failure !== null) throw this.failure('E_DATABASE', 'PostgreSQL does not stay up', 'postgres');
  }

  private failure(code: `E_${string}`, message: string, log: string): Failure {
    return new Failure({ code, exit: EXIT.UNEXPECTED, message, hint: `see ${this.home.logs}/${log}.log` });
  }
}

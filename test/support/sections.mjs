// Runs one section of the test run as a process group of its own, and leaves nothing of it behind.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const MARK_NAME = 'SEALBRIDGE_TEST_RUN';
const MARK = randomUUID();
const GRACE_MS = 3_000;
const POLL_MS = 100;
const BIN = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));
const running = new Set();
let sections = 0;

/** Tools and the Node of the lockfile come first; the mark is in every process of a section, so one that left its group is found. */
const environment = (mark) => ({
  ...process.env,
  PATH: [BIN, process.env['PATH']].join(delimiter),
  [MARK_NAME]: mark,
});

/**
 * Runs a command to its end, its output shown as it comes; then stops whatever it left behind. Several may run at once.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd: string, timeoutMs: number}} options
 * @returns {Promise<{code: number, left: number, timedOut: boolean}>} exit code (1 when killed by a signal), processes left behind
 */
export function runSection(command, args, { cwd, timeoutMs }) {
  const mark = `${MARK}/${(sections += 1)}/`;
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
      env: environment(mark),
    });
    running.add(child.pid);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      signalGroup(child.pid, 'SIGKILL');
    }, timeoutMs);
    child.on('error', (error) => console.error(`error: ${command}: ${error.message}`));
    child.on('close', async (code) => {
      clearTimeout(timer);
      running.delete(child.pid);
      done({ code: code ?? 1, left: await stopLeftovers(mark), timedOut });
    });
  });
}

/** Ends everything this run started, at once; for signals. */
export function stopEverything() {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
  for (const pid of markedProcesses(`${MARK}/`)) signal(pid, 'SIGKILL');
}

/** Gives what is left a moment, asks it to end, then ends it. How many there were is reported: a process left is a fault. */
async function stopLeftovers(mark) {
  const left = await markedAfter(mark, GRACE_MS);
  for (const pid of left) signal(pid, 'SIGTERM');
  if (left.length > 0) for (const pid of await markedAfter(mark, GRACE_MS)) signal(pid, 'SIGKILL');
  return left.length;
}

/** What still runs when all have ended or the time is over, whichever is first. */
async function markedAfter(mark, milliseconds) {
  const end = performance.now() + milliseconds;
  let left = markedProcesses(mark);
  while (left.length > 0 && performance.now() < end) {
    await new Promise((wake) => setTimeout(wake, POLL_MS));
    left = markedProcesses(mark);
  }
  return left;
}

/** Living processes whose mark begins like this, this one excepted. Only Linux tells; elsewhere the group has to do. */
function markedProcesses(mark) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => readEnvironment(pid).includes(`${MARK_NAME}=${mark}`))
    .map(Number);
}

function readEnvironment(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return ''; // ended meanwhile, or another user's
  }
}

function signalGroup(pid, name) {
  signal(-pid, name);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended already
  }
}

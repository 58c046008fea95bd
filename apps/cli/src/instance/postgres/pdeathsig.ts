import { existsSync } from 'node:fs';

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv', '/usr/local/bin/setpriv'];

/**
 * The command line that makes the kernel send `signal` to the program when its parent dies, however it dies (prctl(2)
 * PR_SET_PDEATHSIG through setpriv). Where there is no setpriv the program is started as it is: what it leaves behind is
 * then stopped at the next start.
 */
export function dieWithParent(
  signal: 'INT' | 'TERM' | 'KILL',
  program: string,
  args: readonly string[],
): [string, string[]] {
  const setpriv = process.platform === 'linux' ? SETPRIV.find((path) => existsSync(path)) : undefined;
  if (setpriv === undefined) return [program, [...args]];
  return [setpriv, ['--pdeathsig', signal, '--', program, ...args]];
}

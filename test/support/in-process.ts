// The command line inside the test's own process: for hundreds of runs, and for a clock that a test can set.
import { main } from '../../apps/cli/src/main.js';
import type { CommandResult } from './instance.js';

/** Runs a command with these variables, as `npx sealbridge` would; what it prints is caught. */
export async function runHere(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const exit = await main(args);
    return { exit, ...printed, json: () => JSON.parse(printed.stdout) as unknown };
  } finally {
    for (const spy of spies) spy.mockRestore();
    for (const name of Object.keys(env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
    process.exitCode = undefined;
    process.stdout.removeAllListeners('error');
  }
}

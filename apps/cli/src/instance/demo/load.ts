import { EXIT } from '../../output/exit-code.js';
import { exitWhenInterrupted } from '../../output/interrupt.js';
import { reportFailure } from '../../output/report-failure.js';
import { layoutOf } from '../home.js';
import { instanceFolder } from '../settings.js';
import { loadWorld } from './load-world.js';

// The program the supervisor starts once: SEALBRIDGE_HOME and SEALBRIDGE_SERVER say where.
exitWhenInterrupted();
const home = layoutOf(instanceFolder(process.env));
const server = process.env['SEALBRIDGE_SERVER'] ?? '';
try {
  await loadWorld(home, server, (line) => process.stdout.write(`${new Date().toISOString()} ${line}\n`));
} catch (error) {
  process.exitCode = reportFailure(error, { SEALBRIDGE_DEBUG: '1' });
}
process.exitCode ??= EXIT.OK;

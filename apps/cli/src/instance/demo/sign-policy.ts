import { readPolicyInForce, syncDirectory } from '@sealbridge/client';

import { EXIT } from '../../output/exit-code.js';
import { exitWhenInterrupted } from '../../output/interrupt.js';
import { reportFailure } from '../../output/report-failure.js';
import { proposeStatement, signStatement } from '../../policy/propose.js';
import { nextStatement } from '../../policy/statement.js';
import { readProfile } from '../../profile/profile-file.js';
import { type Person, signInAs } from '../../session/person.js';
import { type InstanceHome, layoutOf } from '../home.js';
import { instanceFolder } from '../settings.js';
import { personFolder } from './key-files.js';
import { STEWARDS } from './world.js';

/**
 * The stewards of a demo home, whose keys are here, sign the rules that came with a new version, with the parameters that held: through
 * the public API, as stewards would. Does nothing when they are signed.
 */
async function signPolicy(home: InstanceHome, server: string): Promise<void> {
  const people: Person[] = [];
  for (const { profile, seat } of STEWARDS.people) {
    if (seat !== null) people.push(await signInAs(readProfile(personFolder(home, profile)), server, {}));
  }
  const [first] = people;
  if (first === undefined) throw new Error('a demo world without stewards');
  const { policy, signed, newest } = await readPolicyInForce(first, await syncDirectory(first));
  if (signed) return;
  const { document, parameters } = policy;
  const wanted = { origin: first.profile.origin, reason: 'new_version', document, parameters } as const;
  const statement = nextStatement(newest?.record ?? null, wanted);
  const { id } = await proposeStatement(first, statement);
  for (const person of people) await signStatement(person, id, statement);
}

// The program the supervisor starts for a home of an earlier version: SEALBRIDGE_HOME and SEALBRIDGE_SERVER say where.
exitWhenInterrupted();
try {
  await signPolicy(layoutOf(instanceFolder(process.env)), process.env['SEALBRIDGE_SERVER'] ?? '');
} catch (error) {
  process.exitCode = reportFailure(error, { SEALBRIDGE_DEBUG: '1' });
}
process.exitCode ??= EXIT.OK;

import type { Command } from 'commander';

import { VETTING_STAGES, type VettingStage } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { admit } from './decide.js';
import { openApplication } from './steward.js';
import { waiting } from './verify.command.js';

interface AdmitFlags extends CommonFlags {
  readonly stage?: string;
}

/** `org admit`: moves an application on that both verifiers approved. */
export function admitCommand(): Command {
  return verb('admit', 'move an application on that both verifiers approved: provisional, active, or another year')
    .argument('<application>', 'id of the application')
    .option('--stage <stage>', 'what was approved, where it is not the stage that waits: end')
    .action(async (id: string, flags: AdmitFlags) => {
      const { env, output } = consoleFor(flags);
      const { verifier, file } = await openApplication(id, flags, env);
      const stage = readStage(flags.stage) ?? waiting(file.served.waitsFor);
      const { state } = await admit(verifier.client, file, stage);
      const { handle } = file.served;
      output.result({ application: id, stage, state }, () => `${handle} is ${state}`);
    });
}

function readStage(text: string | undefined): VettingStage | null {
  if (text === undefined) return null;
  const stage = VETTING_STAGES.find((known) => known === text);
  if (stage === undefined) throw usage('E_USAGE', `${text} is not a stage`, VETTING_STAGES.join(' | '));
  return stage;
}

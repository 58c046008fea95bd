import type { Command } from 'commander';

import { root } from './command.js';
import { agreementCommands } from './agreement/agreement.commands.js';
import { auditCommands } from './audit/audit.commands.js';
import { directoryCommands } from './directory/directory.commands.js';
import { doctorCommand } from './doctor/doctor.command.js';
import { inboxCommands } from './inbox/inbox.commands.js';
import { instanceCommands } from './instance/instance.commands.js';
import { keysCommands } from './keys/keys.commands.js';
import { noticeCommands } from './notice/notice.commands.js';
import { orgCommands } from './org/org.commands.js';
import { policyCommands } from './policy/policy.commands.js';
import { reportCommands } from './report/report.commands.js';
import { loginCommand } from './session/login.command.js';
import { logoutCommand } from './session/logout.command.js';

/** The tree of all commands; the reference page docs/reference/cli.md is generated from it. */
export function makeProgram(): Command {
  const program = root(
    'share trafficking patterns with the police, sealed end to end, on a log that nobody can quietly change',
  );
  for (const command of [
    reportCommands(),
    inboxCommands(),
    directoryCommands(),
    auditCommands(),
    noticeCommands(),
    keysCommands(),
    orgCommands(),
    agreementCommands(),
    policyCommands(),
    loginCommand(),
    logoutCommand(),
    doctorCommand(),
    instanceCommands(),
  ]) {
    program.addCommand(command);
  }
  throwInsteadOfExit(program);
  return program;
}

/** Commander would print and exit by itself; here every failure is printed in one place. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  for (const child of command.commands) throwInsteadOfExit(child);
}

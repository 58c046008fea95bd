import type { Command } from 'commander';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { passGate } from './gate.js';
import { readDecisions, readDraft } from './parse-input.js';
import { readable } from './redacted-view.js';
import { reportText } from './report-text.js';

/** `report redact`: what the readers will get; nothing leaves the device. */
export function redactCommand(): Command {
  return verb('redact', 'print the report as its readers will get it; nothing is sent')
    .argument('<file>', 'report file; - for stdin')
    .requiredOption('--decisions <file>', 'decisions file')
    .action(async (file: string, flags: CommonFlags & { readonly decisions: string }) => {
      const draft = await readDraft(file);
      const redacted = passGate(draft, await readDecisions(flags.decisions));
      const report = readable(redacted);
      consoleFor(flags).output.result(report, () => reportText(report, redacted));
    });
}

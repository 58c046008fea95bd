import type { Command } from 'commander';

import { REPORT_FILE_SCHEMA } from '@sealbridge/vocabulary';

import { type CommonFlags, verb } from '../command.js';
import { stdoutOutput } from '../output/output.js';

/** `report schema`: JSON either way, a schema has no other form. */
export function schemaCommand(): Command {
  return verb('schema', 'print the JSON schema of a report file').action((_: CommonFlags) => {
    stdoutOutput(true).result(REPORT_FILE_SCHEMA, () => '');
  });
}

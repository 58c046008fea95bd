import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { InstanceHome } from '../home.js';
import { writePrivateFile } from '../private-file.js';

/** Whether the demo world was loaded to its end. */
export function isDemoLoaded(home: InstanceHome): boolean {
  return existsSync(loadedFile(home));
}

/** Notes that it was. Until then every start goes on where the last one stopped. */
export function noteDemoLoaded(home: InstanceHome): void {
  writePrivateFile(loadedFile(home), `${new Date().toISOString()}\n`);
}

/** The file that says so; the API is not ready before it exists. */
export function loadedFile(home: InstanceHome): string {
  return join(home.demo, '.loaded');
}

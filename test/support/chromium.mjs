// Where Chromium is: CHROMIUM_PATH, else one of the usual names on PATH. Browser specs are skipped by name without it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const USUAL_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * The path of a Chromium that can be run, or null. A CHROMIUM_PATH that cannot be run is null too: a wrong setting must
 * not fall back to another browser without a word.
 * @returns {string | null}
 */
export function chromiumPath() {
  const configured = process.env['CHROMIUM_PATH'];
  if (configured) return runnable(configured) ? configured : null;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  for (const name of USUAL_NAMES) {
    const found = folders.map((folder) => join(folder, name)).find(runnable);
    if (found) return found;
  }
  return null;
}

/** @param {string} path */
function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

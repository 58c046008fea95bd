// The errors that PostgreSQL itself notes in its log, by SQLSTATE.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const ERROR = /(?:ERROR|FATAL|PANIC): +([0-9A-Z]{5}):/g;

/**
 * Has PostgreSQL note SQLSTATEs from now on. Gives what tells those that were noted since it was asked last.
 * @param {{ admin: import('pg').Client, logFile: string }} instance
 * @returns {Promise<() => string[]>}
 */
export async function sqlErrorsIn({ admin, logFile }) {
  await admin.query(`ALTER SYSTEM SET log_error_verbosity = 'verbose'`);
  await admin.query('SELECT pg_reload_conf()');
  let at = 0;
  return () => {
    const file = openSync(logFile, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.max(0, size - at));
      readSync(file, bytes, 0, bytes.length, at);
      at = size;
      return [...bytes.toString('latin1').matchAll(ERROR)].map(([, state]) => state);
    } finally {
      closeSync(file);
    }
  };
}

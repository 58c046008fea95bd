import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections, so that hardly anything takes one between the choice and its use. */
const FIRST_PORT = 16_000;
const PORTS = 16_000;
const ATTEMPTS = 100;

/**
 * A port of 127.0.0.1 that was free a moment ago; the caller has to live with another program taking it first. Throws when a hundred
 * that were tried are all taken.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = FIRST_PORT + randomInt(PORTS);
    if (await isPortFree(port)) return port;
  }
  throw new Error('no port on 127.0.0.1');
}

/** Whether a program could listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

// What goes through a door while somebody closes it: a download that its reader holds up, an upload that its sender does.
import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

import { type ApiClient, ApiError } from '@sealbridge/api-client';
import { randomBytes, toHex } from '@sealbridge/sodium';

/** A stream in the middle of its way. */
export interface UnderWay {
  /** Lets it go on; gives null when it arrives whole, and how it ended when not. */
  finish(): Promise<string | null>;
}

/** Asks for ciphertext and reads none of it yet. Throws the status when it is not given. */
export async function holdDownload(url: string, token: string): Promise<UnderWay> {
  const asked = get(url, { headers: { authorization: `Bearer ${token}` }, agent: false });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(String(answer.statusCode));
  answer.pause();
  const whole = Number(answer.headers['content-length']);
  return {
    finish: async () => {
      let read = 0;
      answer.on('data', (chunk: Buffer) => (read += chunk.length));
      const ended = new Promise<void>((resolve) => answer.once('close', resolve));
      answer.once('error', () => undefined).resume();
      await ended;
      return read === whole ? null : 'broken';
    },
  };
}

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

function makeGate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

/** Bytes that are sent before the sender stops, and after: each more than the server stores at once. */
const PART = 1024 * 1024 + 1;

/** Sends the first half of an upload; resolves when the server has begun to take it. */
export async function holdUpload(client: ApiClient): Promise<UnderWay> {
  const gate = makeGate();
  const begun = makeGate();
  const part = randomBytes(1024);
  async function* open(): AsyncIterable<Uint8Array> {
    for (let sent = 0; sent < PART; sent += part.length) yield part;
    begun.open();
    await gate.opened;
    for (let sent = 0; sent < PART; sent += part.length) yield part;
  }
  // the bytes are not what their name says: whoever is let through to the end is told that
  const length = 2 * Math.ceil(PART / part.length) * part.length;
  const sending = client.putBlob({ sha256: toHex(randomBytes(32)), length, open }).then(
    () => null,
    (error: unknown) => error,
  );
  await Promise.race([begun.opened, sending]);
  return {
    finish: async () => {
      gate.open();
      const error = await sending;
      if (!(error instanceof ApiError)) throw new Error('an upload of other bytes was taken');
      return error.detail === 'E_HASH' ? null : (error.detail?.replace(/^E_/u, '').toLowerCase() ?? error.code);
    },
  };
}

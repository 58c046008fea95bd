import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Session } from '@sealbridge/client';

import { writePrivateFile } from '../instance/private-file.js';
import type { Profile } from '../profile/profile-file.js';

const MS_PER_MINUTE = 60_000;
/** A session is not used in the last moments before its end: it would end during a command. */
const MARGIN_MS = MS_PER_MINUTE;

/** `session.json` of a profile: the session that `login` began. Mode 0600; whoever has the token is the person until it ends. */
interface StoredSession {
  readonly version: 1;
  readonly server: string;
  readonly device: string;
  readonly token: string;
  /** ISO 8601. */
  readonly endsAt: string;
  readonly idleMinutes: number;
  /** When a command last used it, ISO 8601: the server ends it when nobody does for `idleMinutes`. */
  readonly usedAt: string;
}

/** Whether `login` began a session that `logout` has not ended, over by time or not. */
export function isSessionKept(profile: Profile): boolean {
  return existsSync(sessionFile(profile));
}

/** The kept session at this server, or null when there is none or its time is over. */
export function readKeptSession(profile: Profile, server: string, now = Date.now()): Session | null {
  const stored = readStored(profile);
  if (stored === null || stored.server !== server || stored.device !== profile.device) return null;
  const idleEnd = Date.parse(stored.usedAt) + stored.idleMinutes * MS_PER_MINUTE;
  const end = Math.min(Date.parse(stored.endsAt), idleEnd) - MARGIN_MS;
  return end > now ? stored : null;
}

/** Keeps a session, or that it was used now. */
export function keepSession(profile: Profile, server: string, { token, endsAt, idleMinutes }: Session): void {
  const usedAt = new Date().toISOString();
  const stored: StoredSession = { version: 1, server, device: profile.device, token, endsAt, idleMinutes, usedAt };
  writePrivateFile(sessionFile(profile), `${JSON.stringify(stored, null, 2)}\n`);
}

/** The kept session whatever its server and time, to be ended; null when none is kept. */
export function keptSession(profile: Profile): { readonly server: string; readonly token: string } | null {
  return readStored(profile);
}

/** Removes the kept session from this machine. */
export function forgetSession(profile: Profile): void {
  rmSync(sessionFile(profile), { force: true });
}

/** A damaged file is no session: the next command signs in anew. */
function readStored(profile: Profile): StoredSession | null {
  if (!isSessionKept(profile)) return null;
  try {
    const stored = JSON.parse(readFileSync(sessionFile(profile), 'utf8')) as Partial<StoredSession>;
    const { version, server, device, token, endsAt, idleMinutes, usedAt } = stored;
    const texts = [server, device, token, endsAt, usedAt].every((text) => typeof text === 'string');
    return version === 1 && texts && typeof idleMinutes === 'number' ? (stored as StoredSession) : null;
  } catch {
    return null;
  }
}

function sessionFile(profile: Profile): string {
  return join(profile.folder, 'session.json');
}

// A seeded world of organisations, people and agreements, written past the API: for what must hold at size. Its bytes have the
// sizes of real ones and are signed by nobody, so that lists can be read and nothing can be opened.
import { randomBytes, sha256, toBase64Url } from '@sealbridge/sodium';
import type { Client } from 'pg';

import type { WorldSize } from './size.js';
import { functions, SESSION, STEPS, STEWARD_DEVICE } from './world.sql.js';

/** Bearer tokens of live sessions in the world. */
export interface WorldSessions {
  /** Administrator and custodian of the hub, the organisation with the most people. */
  readonly hubAdmin: string;
  /** Administrator of the busy unit, the one with the most agreements. */
  readonly busyAdmin: string;
  /** A member of an organisation like the many. */
  readonly ordinary: string;
  /** A steward of the instance. */
  readonly steward: string;
}

/** What lists of the world need to be asked for by name. */
export interface World {
  readonly sessions: WorldSessions;
  /** An agreement of the busy unit with many versions. */
  readonly agreement: string;
}

const TOKEN_BYTES = 32;

/** People outside the hub go round the other organisations, of which the busy unit is the first, administrators coming first. */
const busyAdminOf = ({ organisations, hub }: WorldSize): number =>
  Math.ceil((hub + 1) / (organisations - 1)) * (organisations - 1);

/** Writes the world into the database of an instance, as its superuser. The same seed and size give the same rows. */
export async function writeWorld(admin: Client, size: WorldSize, seed = 'world'): Promise<World> {
  await admin.query(functions(seed));
  await admin.query('BEGIN');
  for (const { text, figures } of STEPS) {
    await admin.query(
      text,
      figures.map((figure) => size[figure]),
    );
  }
  await admin.query('COMMIT');
  await admin.query('VACUUM ANALYZE');
  const idOf = async (kind: string, n: number): Promise<string> => {
    const { rows } = await admin.query<{ id: string }>('SELECT pg_temp.world_id($1, $2) AS id', [kind, n]);
    return rows[0]?.id ?? '';
  };
  const { rows: stewards } = await admin.query<{ id: string }>(STEWARD_DEVICE);
  const signIn = async (device: string): Promise<string> => {
    const token = randomBytes(TOKEN_BYTES);
    const { rowCount } = await admin.query(SESSION, [device, Buffer.from(sha256(token))]);
    if (rowCount !== 1) throw new Error('the world lacks a device');
    return toBase64Url(token);
  };
  return {
    sessions: {
      hubAdmin: await signIn(await idOf('device', 1)),
      busyAdmin: await signIn(await idOf('device', busyAdminOf(size))),
      ordinary: await signIn(await idOf('device', size.hub + size.organisations + 1)),
      steward: await signIn(stewards[0]?.id ?? ''),
    },
    agreement: await idOf('agreement', 1),
  };
}

import { MeDocument } from '@sealbridge/api-client';

import { ClientError } from '../client-error.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';

/** How many ways to its keys a device needs before it may send. */
export const WAYS_NEEDED = 2;

/** Throws a ClientError (`refused`, E_SECOND_WAY) unless this device has two ways to its keys, before anything is sealed. */
export async function requireSecondWay({ client }: Pick<Person, 'client'>): Promise<void> {
  const { me } = await call(() => client.request(MeDocument, {}));
  if (me === null || me.waysIn < WAYS_NEEDED) throw secondWayMissing();
}

/** There is one way to the keys: who loses it can read nothing any more. */
export function secondWayMissing(): ClientError {
  return new ClientError(
    'E_SECOND_WAY',
    'refused',
    'there is one way to your keys, and two are needed before anything is sent; nothing was sealed',
    'make your 24 words with npx sealbridge keys init',
  );
}

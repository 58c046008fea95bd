// Who may ask in a world, and what anybody of that class may see at the most: written from the facts, not from the walls.
import type { Id } from '@sealbridge/vocabulary';

import type { ContextClaims } from '../../../apps/api/src/platform/database/context-token.js';
import type { Device, Person, World } from './world.js';

/** Somebody who asks: the class the database has to find, and whose act it is. */
export interface Context {
  readonly name: string;
  readonly cls: 'none' | 'guest' | 'system' | 'directory' | 'auditor' | 'member';
  readonly org: Id | null;
  readonly member: Id | null;
  readonly device: Id | null;
  readonly units: readonly Id[];
  /** What the API would sign for the act; null for no context at all. */
  readonly claims: ContextClaims | null;
  readonly token: string | null;
}

const NOBODY = { org: null, member: null, device: null } as const;

/** Everybody with a session on each of their devices, acts that see the directory, and callers without a session. */
export function contextsOf(world: World): Context[] {
  const without = (cls: 'guest' | 'system' | 'directory'): Context => ({
    ...{ name: `${cls} without a session`, cls, ...NOBODY, units: [] },
    ...{ claims: { class: cls, ...NOBODY }, token: null },
  });
  const none: Context = { name: 'no context', cls: 'none', ...NOBODY, units: [], claims: null, token: null };
  const people = world.devices.map((device) => ofDevice(world, device, 'member'));
  const [first] = world.devices;
  const reaching = first === undefined ? [] : [ofDevice(world, first, 'directory')];
  return [none, without('guest'), without('system'), without('directory'), ...people, ...reaching];
}

function ofDevice(world: World, device: Device, reach: 'member' | 'directory'): Context {
  const person = world.people.find(({ id }) => id === device.member);
  const organisation = world.organisations.find(({ id }) => id === device.org);
  if (person === undefined || organisation === undefined) throw new Error('a device of nobody');
  const { id: member, org, units } = person;
  const claims = { class: reach, org, member, device: device.id };
  const name = `${organisation.kind} ${person.roles.join('+')}${reach === 'directory' ? ', with directory reach' : ''}`;
  const cls = classOf(person, organisation.kind, reach);
  return { name, cls, org, member, device: device.id, units, claims, token: device.token };
}

/** Auditors of bodies that oversee read the whole record; stewards see the whole directory (decision 0010). */
function classOf({ rights }: Person, kind: string, reach: 'member' | 'directory'): Context['cls'] {
  if (rights.includes('audit.read') && (kind === 'oversight' || kind === 'stewards')) return 'auditor';
  if (rights.includes('org.admit') && kind === 'stewards') return 'directory';
  return reach;
}

// A unit before sealing while it, its organisation or one of its members is suspended.
import type { CborValue } from '@sealbridge/cbor';
import { directoryEntry, parseEventRecord } from '@sealbridge/directory';
import { fromBase64Url, toBase64Url } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { FIXTURE_HOUR, FIXTURE_NOW } from '../../support/directory-fixture.js';
import { numbered, recordByHand, type HandSigner } from './by-hand.js';
import { by, bytesOf, freshId, type VectorWorld } from './vector-world.js';

const HOUR = 3600;

type Event = readonly [string, Map<number, CborValue>, HandSigner, number?];

interface SuspendedCase {
  readonly description: string;
  readonly events: readonly Event[];
  /** Hours after the fixture; an event may state another. */
  readonly later?: number;
  readonly unit?: string;
  readonly expect: object;
}

/** The cases of suspended.json. */
export function suspendedCases(world: VectorWorld): object[] {
  const { northgate, eastport, liaison, directory } = world;
  const [ngo, publicSeat] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner, HandSigner];
  const emergency = (subject: Id): Event => ['SUSPEND', numbered(bytesOf(subject), 'emergency', 'misuse'), ngo];
  const confirm = (subject: Id): Event => ['SUSPEND', numbered(bytesOf(subject), 'confirmed', 'misuse'), publicSeat];
  const lift = (subject: Id): Event => ['SUSPEND_LIFT', numbered(bytesOf(subject), 'error'), publicSeat];
  const org = northgate.org.org;
  const refused = { error: 'E_SUSPENDED' };
  const ok = { value: { handle: 'northgate', epoch: 1, members: 2 } };
  const cases: SuspendedCase[] = [
    { description: 'the organisation, in an emergency', events: [emergency(org)], expect: refused },
    { description: 'after 23 hours', events: [emergency(org)], later: 23, expect: refused },
    { description: 'after 24 hours, lapsed', events: [emergency(org)], later: 24, expect: ok },
    {
      description: 'after 24 hours, confirmed',
      events: [emergency(org), confirm(org)],
      later: 24,
      expect: refused,
    },
    { description: 'lifted', events: [emergency(org), lift(org)], expect: ok },
    { description: 'confirmed and lifted', events: [emergency(org), confirm(org), lift(org)], expect: ok },
    { description: 'the unit', events: [emergency(northgate.unit)], expect: refused },
    { description: 'the unit, after 24 hours', events: [emergency(northgate.unit)], later: 24, expect: ok },
    {
      description: 'one of its members is suspended, and still is a reader',
      events: [emergency(liaison.member), confirm(liaison.member)],
      expect: ok,
    },
  ];
  const other = { description: 'another organisation is suspended', events: [emergency(eastport.org.org)] };
  return [
    ...cases.map((one) => sealingCase(world, org, one)),
    sealingCase(world, eastport.org.org, { ...other, expect: ok }),
    ...lapseCases(world).map((one) => sealingCase(world, world.harbour.org.org, one)),
  ];
}

/** An administrator of harbour is suspended, and signs an event that states an hour after the lapse. */
function lapseCases({ harbour, admin, directory }: VectorWorld): SuspendedCase[] {
  const [ngo, publicSeat] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner, HandSigner];
  const emergency: Event = ['SUSPEND', numbered(bytesOf(admin.member), 'emergency', 'misuse'), ngo];
  const lift: Event = ['SUSPEND_LIFT', numbered(bytesOf(admin.member), 'error'), publicSeat];
  const unit = (stated: number): Event => [
    'UNIT_ADD',
    numbered(bytesOf(freshId('unit')), 'harbour/team'),
    by(admin),
    stated,
  ];
  const ok = { value: { handle: harbour.handle, epoch: 1, members: 2 } };
  const given = { unit: harbour.handle };
  return [
    {
      ...given,
      description: 'an event that relies on the lapse, after it',
      events: [emergency, unit(24)],
      later: 24,
      expect: ok,
    },
    {
      ...given,
      description: 'an event that relies on a lapse that is still to come',
      events: [emergency, unit(24)],
      later: 23,
      expect: { error: 'E_SUSPENDED' },
    },
    {
      ...given,
      description: 'an event of a later hour after the lift',
      events: [emergency, lift, unit(24)],
      later: 0,
      expect: ok,
    },
  ];
}

function sealingCase(
  { directory }: VectorWorld,
  org: Id,
  { description, events, later = 0, unit = 'northgate', expect }: SuspendedCase,
): object {
  const entries = directory.entries.map(toBase64Url);
  let position = directory.state.nextPosition(org);
  const records = events.map(([type, fields, signer, stated = 0]) => {
    const hour = FIXTURE_HOUR + stated;
    const record = toBase64Url(recordByHand(position, type, fields, [signer], { hour }));
    const { leafBytes, eventHash } = parseEventRecord(fromBase64Url(record));
    position = { org, seq: position.seq + 1, prev: eventHash };
    return { record, index: entries.push(toBase64Url(directoryEntry(leafBytes))) - 1 };
  });
  const now = FIXTURE_NOW + later * HOUR;
  const after = directory.records.length;
  return { description, after, records, unit, now, checkpointTime: now, entries, expect };
}

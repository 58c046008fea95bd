// A unit before sealing while it, its organisation or one of its members is suspended.
import type { CborValue } from '@sealbridge/cbor';
import { directoryEntry, parseEventRecord } from '@sealbridge/directory';
import { fromBase64Url, toBase64Url } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { FIXTURE_NOW } from '../../support/directory-fixture.js';
import { numbered, recordByHand, type HandSigner } from './by-hand.js';
import { by, bytesOf, type VectorWorld } from './vector-world.js';

const HOUR = 3600;

type Event = readonly [string, Map<number, CborValue>, HandSigner];

interface SuspendedCase {
  readonly description: string;
  readonly events: readonly Event[];
  /** Hours after the events. */
  readonly later?: number;
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
  ];
}

function sealingCase(
  { directory }: VectorWorld,
  org: Id,
  { description, events, later = 0, expect }: SuspendedCase,
): object {
  const entries = directory.entries.map(toBase64Url);
  let position = directory.state.nextPosition(org);
  const records = events.map(([type, fields, signer]) => {
    const record = toBase64Url(recordByHand(position, type, fields, [signer]));
    const { leafBytes, eventHash } = parseEventRecord(fromBase64Url(record));
    position = { org, seq: position.seq + 1, prev: eventHash };
    return { record, index: entries.push(toBase64Url(directoryEntry(leafBytes))) - 1 };
  });
  const now = FIXTURE_NOW + later * HOUR;
  const after = directory.records.length;
  return { description, after, records, unit: 'northgate', now, checkpointTime: now, entries, expect };
}

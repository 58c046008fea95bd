// A unit before sealing: what the log says, what the replay says, and what time it is.
import {
  directoryEntry,
  MAX_CHECKPOINT_AGE_SECONDS,
  MAX_EPOCH_AGE_HOURS,
  parseEventRecord,
  type ChainPosition,
} from '@sealbridge/directory';
import { deriveKemPublicKey, fromBase64Url, toBase64Url } from '@sealbridge/sodium';
import { FIXTURE_NOW } from '../../support/directory-fixture.js';
import { numbered, recordByHand } from './by-hand.js';
import { bytesOf, fresh, twoRoots, type VectorWorld } from './vector-world.js';

const HOUR = 3600;
const OK = { value: { handle: 'northgate', epoch: 1, members: 2 } };

/** The cases of before-sealing.json. */
export function sealingCases(world: VectorWorld): object[] {
  const { directory } = world;
  const entries = directory.entries.map(toBase64Url);
  const plain = {
    after: directory.records.length,
    records: [] as object[],
    unit: 'northgate',
    now: FIXTURE_NOW,
    checkpointTime: FIXTURE_NOW,
    entries,
  };
  return [
    ...timeCases(plain.now, world).map((one) => ({ ...plain, ...one })),
    ...logCases(world, entries).map((one) => ({ ...plain, ...one })),
    ...epochCases(world).map(({ added, ...one }) => ({ ...plain, ...one, ...withRecords(world, added) })),
  ];
}

function timeCases(now: number, { directory }: VectorWorld): object[] {
  const late = now + MAX_CHECKPOINT_AGE_SECONDS;
  return [
    { description: 'a fresh checkpoint', expect: OK },
    { description: 'a checkpoint of one hour', now: late, expect: OK },
    { description: 'a checkpoint of one hour and a second', now: late + 1, expect: { error: 'E_STALE_CHECKPOINT' } },
    { description: 'a clock that is a day behind', now: now - 24 * HOUR, expect: OK },
    {
      description: 'a clock set back does not make an old checkpoint fresh',
      now: now - 24 * HOUR,
      newestCosignatureSeen: late + 1,
      expect: { error: 'E_STALE_CHECKPOINT' },
    },
    { description: 'an unknown unit', unit: 'southgate', expect: { error: 'E_UNKNOWN_UNIT' } },
    {
      description: 'an organisation without a unit of that name',
      unit: directory.stewards.handle + '/x',
      expect: { error: 'E_UNKNOWN_UNIT' },
    },
  ];
}

function logCases({ directory, northgate, eastport }: VectorWorld, entries: string[]): object[] {
  const own = directory.records.filter(({ record }) => record.leaf.org === northgate.org.org);
  const [admission, unitAdd, last] = [own[0], own[1], own.at(-1)].map((placed) => Number(placed?.index)) as [
    number,
    number,
    number,
  ];
  const cover = toBase64Url(fresh('cover'));
  const without = (index: number): string[] => entries.map((entry, at) => (at === index ? cover : entry));
  const forked = recordByHand(
    positionOf(own, last),
    'UNIT_ADD',
    numbered(fresh('x').slice(0, 16), 'northgate/fork'),
    [],
  );
  const fork = directoryEntry(parseEventRecord(forked).leafBytes);
  const other = directory.records.filter(({ record }) => record.leaf.org === eastport.org.org).at(-1);
  return [
    { description: 'another organisation may be behind', entries: without(Number(other?.index)), expect: OK },
    { description: 'the log holds a newer event', after: last, expect: { error: 'E_NOT_NEWEST' } },
    { description: 'the newest event is not on the log', entries: without(last), expect: { error: 'E_CHAIN' } },
    {
      description: 'an event in the middle is not on the log',
      entries: without(unitAdd),
      expect: { error: 'E_CHAIN' },
    },
    { description: 'nothing of the organisation is on the log', entries: [cover], expect: { error: 'E_CHAIN' } },
    {
      description: 'the log holds another event at the same place',
      entries: entries.map((entry, at) => (at === last ? toBase64Url(fork) : entry)),
      expect: { error: 'E_CHAIN' },
    },
    {
      description: 'the log holds two events at the same place',
      entries: [...entries, toBase64Url(fork)],
      expect: { error: 'E_CHAIN' },
    },
    { description: 'the newest body is withheld', withheld: [last], expect: { error: 'E_PARTIAL' } },
    {
      description: 'all bodies are withheld',
      withheld: own.map(({ index }) => index),
      expect: { error: 'E_UNKNOWN_UNIT' },
    },
    {
      description: 'a unit without a key',
      after: unitAdd + 1,
      entries: entries.slice(0, unitAdd + 1),
      expect: { error: 'E_NO_EPOCH' },
    },
    {
      description: 'an organisation that was admitted and has no unit',
      after: admission + 1,
      expect: { error: 'E_UNKNOWN_UNIT' },
    },
  ];
}

function positionOf(own: VectorWorld['directory']['records'], index: number): ChainPosition {
  const found = own.find((placed) => placed.index === index);
  if (found === undefined) throw new Error('no such record');
  return found.record.leaf;
}

type Added = readonly (readonly [string, Parameters<typeof recordByHand>[2]])[];

interface EpochCase {
  readonly description: string;
  readonly added: Added;
  readonly now?: number;
  readonly checkpointTime?: number;
  readonly expect: object;
}

function epochCases({ liaison, liaison2, northgate }: VectorWorld): EpochCase[] {
  const revoke = (reason: string): Added => [['DEVICE_REVOKE', numbered(bytesOf(liaison.device), reason)]];
  const leave: Added = [['MEMBER_REMOVE', numbered(bytesOf(liaison.member), 'left')]];
  const next = (reason: string): Added => {
    const boxes = [[bytesOf(liaison2.device), fresh('box')]];
    const kem = deriveKemPublicKey(fresh('next'));
    return [['UNIT_EPOCH', numbered(bytesOf(northgate.unit), 2, kem, boxes, reason, 'from_join')]];
  };
  const later = (hours: number): Pick<EpochCase, 'now' | 'checkpointTime'> => ({
    now: FIXTURE_NOW + hours * HOUR,
    checkpointTime: FIXTURE_NOW + hours * HOUR,
  });
  const one = { value: { handle: 'northgate', epoch: 1, members: 1 } };
  const rotated = { value: { handle: 'northgate', epoch: 2, members: 1 } };
  const stale = { error: 'E_EPOCH_STALE' };
  const closed = { error: 'E_EPOCH_CLOSED' };
  return [
    { description: 'a lost device closes the epoch', added: revoke('lost'), expect: closed },
    { description: 'a compromised device closes the epoch', added: revoke('compromise'), expect: closed },
    { description: 'a replaced device leaves 24 hours', added: revoke('replaced'), ...later(23), expect: one },
    { description: 'a replaced device, after 24 hours', added: revoke('replaced'), ...later(24), expect: stale },
    { description: 'a member who left, at once', added: leave, expect: one },
    { description: 'a member who left, after 24 hours', added: leave, ...later(24), expect: stale },
    {
      description: 'a new epoch heals a lost device',
      added: [...revoke('lost'), ...next('compromise')],
      expect: rotated,
    },
    { description: 'the next epoch is the recipient', added: next('scheduled'), expect: rotated },
    { description: 'an epoch of 90 days and 23 hours', added: [], ...later(MAX_EPOCH_AGE_HOURS + 23), expect: OK },
    { description: 'an epoch of 91 days', added: [], ...later(MAX_EPOCH_AGE_HOURS + 24), expect: stale },
  ];
}

function withRecords({ directory, northgate }: VectorWorld, added: Added): { records: object[]; entries: string[] } {
  const entries = directory.entries.map(toBase64Url);
  let position = directory.state.nextPosition(northgate.org.org);
  const records = added.map(([type, fields]) => {
    const record = toBase64Url(recordByHand(position, type, fields, twoRoots(northgate.org)));
    const { leafBytes, eventHash } = parseEventRecord(fromBase64Url(record));
    position = { org: position.org, seq: position.seq + 1, prev: eventHash };
    return { record, index: entries.push(toBase64Url(directoryEntry(leafBytes))) - 1 };
  });
  return { records, entries };
}

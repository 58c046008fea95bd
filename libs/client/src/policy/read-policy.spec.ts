// What a server says it decides by is believed only with the signatures of both seats, at the newest place on the log.
import { type PolicyQuery, PolicyRecordsDocument } from '@sealbridge/api-client';
import { parseRulesRecord, rulesHash, rulesRecord, signRules, writeRulesRecord } from '@sealbridge/directory';
import { compilePolicy, DOCUMENT, POLICY, type Policy } from '@sealbridge/policy';
import { fromHex, ready, toBase64, toHex } from '@sealbridge/sodium';

import { makeSmallWorld, stewardSigner, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { FIXTURE_ORIGIN } from '../../../../test/support/directory-fixture.js';
import { firstRules, rulesAfter } from '../../../../test/support/rules-fixture.js';
import type { VerifiedDirectory } from '../directory/sync-directory.js';
import type { Person } from '../session/person.js';
import { readPolicyInForce } from './read-policy.js';

type Served = PolicyQuery['policy'];

let world: SmallWorld;
let first: Uint8Array;
let second: Uint8Array;
let third: Uint8Array;
const otherwise = compilePolicy(DOCUMENT, { ...POLICY.parameters, 'training.grace': 'P14D' });

beforeAll(async () => {
  await ready();
  world = await makeSmallWorld();
  first = firstRules(world.directory);
  second = next({ 'training.grace': 'P14D' });
  third = next({}, [0, 1], second);
});

/** The record after the first or another one, signed by both seats or by these. */
function next(
  choices: Readonly<Record<string, string>>,
  seats: readonly number[] = [0, 1],
  previous: Uint8Array = first,
): Uint8Array {
  const bytes = rulesAfter(parseRulesRecord(previous), { choices });
  const devices = world.directory.stewardDevices.filter((_, seat) => seats.includes(seat));
  return writeRulesRecord(
    rulesRecord(
      bytes,
      devices.map((device) => signRules(bytes, stewardSigner(device))),
    ),
  );
}

function served(record: Uint8Array | null, policy: Policy, change: Partial<Served> = {}): Served {
  const newest = record === null ? null : servedRecord(record, policy);
  return {
    text: policy.text,
    hash: toBase64(fromHex(policy.hash)),
    parameters: [],
    signed: record !== null,
    newest,
    ...change,
  };
}

function servedRecord(record: Uint8Array, { text, hash }: Policy): NonNullable<Served['newest']> {
  const parsed = parseRulesRecord(record);
  const hashes = { rulesHash: toBase64(rulesHash(parsed)), policyHash: toBase64(fromHex(hash)) };
  return { seq: parsed.rules.seq, record: toBase64(record), ...hashes, text, adoptedAt: '2026-11-20T12:00:00.000Z' };
}

/** Reads what is served, with these records on the log in this order, and these as the list of all, newest first. */
function read(policy: Served, logged: readonly Uint8Array[], listed: readonly Served['newest'][] = []) {
  const end = world.directory.entries.length;
  const rules = new Map(logged.map((record, at) => [toHex(rulesHash(parseRulesRecord(record))), end + at]));
  const edges = listed.map((node) => ({ cursor: '', node }));
  const policyRecords = { edges, pageInfo: { hasNextPage: false, endCursor: null } };
  const client = {
    request: (document: unknown) =>
      Promise.resolve(document === PolicyRecordsDocument ? { policyRecords } : { policy }),
  };
  const person = { client, profile: { origin: FIXTURE_ORIGIN } } as unknown as Person;
  return readPolicyInForce(person, { state: world.directory.state, log: { rules } } as unknown as VerifiedDirectory);
}

describe('the policy of a server', () => {
  it('is believed when its newest record is the newest on the log', async () => {
    const known = await read(served(second, otherwise), [first, second]);
    expect(known).toMatchObject({
      signed: true,
      newest: { record: { rules: { seq: 1 } }, place: expect.any(Number) as number },
    });
    expect(known.policy.parameters['training.grace']).toBe('P14D');
  });

  it('is believed when its record follows the newest on the log and is on its way there', async () => {
    expect((await read(served(second, otherwise), [first])).newest).toMatchObject({ place: null });
    expect((await read(served(first, POLICY), [])).newest).toMatchObject({ place: null });
  });

  it('is believed when others before its record are on their way to the log too, and one was adopted since', async () => {
    const [one, two, three] = [
      servedRecord(first, POLICY),
      servedRecord(second, otherwise),
      servedRecord(third, POLICY),
    ];
    expect((await read(served(third, POLICY), [first], [three, two, one])).newest).toMatchObject({ place: null });
    expect((await read(served(third, POLICY), [], [three, two, one])).newest).toMatchObject({ place: null });
    expect((await read(served(second, otherwise), [], [three, two, one])).newest).toMatchObject({ place: null });
  });

  it('is known not to be signed when there is no record at all', async () => {
    expect(await read(served(null, POLICY), [])).toMatchObject({ signed: false, newest: null });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['an older record is shown', () => read(served(first, POLICY), [first, second]), 'E_ROLLBACK'],
    ['no record is shown while there is one', () => read(served(null, POLICY), [first]), 'E_ROLLBACK'],
    [
      'a record is shown that follows nothing on the log',
      () => read(served(second, otherwise), [next({ 'names.shown': 'never' })]),
      'E_ROLLBACK',
    ],
    [
      'one between its record and the log is kept back',
      () => read(served(third, POLICY), [first], [servedRecord(third, POLICY), servedRecord(first, POLICY)]),
      'E_ROLLBACK',
    ],
    [
      'no record between its own and the log is shown',
      () => read(served(third, POLICY), [first], [servedRecord(third, POLICY)]),
      'E_ROLLBACK',
    ],
    [
      'its record and the one before follow another than the newest on the log',
      () =>
        read(
          served(third, POLICY),
          [first, next({ 'names.shown': 'never' })],
          [servedRecord(third, POLICY), servedRecord(second, otherwise), servedRecord(first, POLICY)],
        ),
      'E_ROLLBACK',
    ],
    [
      'one seat alone signed a record between its own and the log',
      () => {
        const alone = next({}, [0]);
        const after = next({ 'training.grace': 'P14D' }, [0, 1], alone);
        return read(served(after, otherwise), [first], [servedRecord(after, otherwise), servedRecord(alone, POLICY)]);
      },
      'E_AUTHORITY',
    ],
    ['one seat alone signed', () => read(served(next({}, [0]), POLICY), [first]), 'E_AUTHORITY'],
    [
      'it decides with other parameters than were signed',
      () =>
        read({ ...served(second, otherwise), ...served(second, POLICY, { newest: servedRecord(second, otherwise) }) }, [
          first,
          second,
        ]),
      'E_POLICY',
    ],
    [
      'the text beside the record is another',
      () => read(served(second, otherwise, { newest: servedRecord(second, POLICY) }), [first, second]),
      'E_POLICY',
    ],
    [
      'it says unsigned of what is signed',
      () => read(served(second, otherwise, { signed: false }), [first, second]),
      'E_POLICY',
    ],
    ['it says signed of what nobody signed', () => read(served(null, POLICY, { signed: true }), []), 'E_POLICY'],
    [
      'the hash is of another text',
      () => read(served(second, otherwise, { hash: toBase64(fromHex(POLICY.hash)) }), [first, second]),
      'E_POLICY',
    ],
    ['the text is no policy', () => read(served(second, otherwise, { text: '{}' }), [first, second]), 'E_POLICY_TEXT'],
    [
      'the text is not in its one form',
      () => read(served(second, otherwise, { text: ` ${otherwise.text}` }), [first, second]),
      'E_POLICY_TEXT',
    ],
  ])('is a failed verification when %s', async (_what, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code, kind: 'verification' });
  });
});

import { randomUUID } from 'node:crypto';

import { type EventRecord, writeEventRecord } from '@sealbridge/directory';
import { toBase64 } from '@sealbridge/sodium';
import { type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import {
  type ApiClient,
  OpeningOfferDocument,
  type OpeningOfferQueryVariables,
  PublishDirectoryEventsDocument,
} from '../../../../test/support/api-documents.js';
import { countAsVetted, lockboxInput, startApi, type TestApi } from '../../../../test/support/api.js';
import { open, openInput, sendReport } from '../../../../test/support/api-reports.js';
import type { FixtureUnit } from '../../../../test/support/directory-fixture.js';

type Lockboxes = ReturnType<typeof lockboxInput>[];

describe('a reader of two units that both got a report', () => {
  let api: TestApi;
  let reader: ApiClient;
  let keys: TestApi['world']['liaison'];
  let reportId: string;
  let units: readonly [FixtureUnit, FixtureUnit];

  /** Publishes what `make` adds to the directory, with the lockboxes it gives. */
  async function publish(make: () => EventRecord | Lockboxes): Promise<void> {
    const { directory } = api.world;
    const before = directory.records.length;
    const made = make();
    const records = directory.records.slice(before).map(({ record }) => toBase64(writeEventRecord(record)));
    const lockboxes = Array.isArray(made) ? made : [];
    const client = await api.signIn(api.world.liaison);
    const input = { clientMutationId: randomUUID(), records, lockboxes };
    const { publishDirectoryEvents: answer } = await client.request(PublishDirectoryEventsDocument, { input });
    if (answer.__typename !== 'PublishDirectoryEventsPayload') throw new Error(`${answer.code}: ${answer.message}`);
  }

  const limit = (unit: FixtureUnit, purposes: readonly Purpose[]): Promise<void> =>
    publish(() => api.world.directory.publishOwn(unit.org, { type: 'UNIT_PURPOSES', unit: unit.unit, purposes }));

  beforeAll(async () => {
    api = await startApi();
    const { directory, northgate } = api.world;
    await publish(() => {
      const team = directory.unit(northgate.org, 'northgate/team');
      keys = directory.person(northgate.org, [northgate, team], ['liaison']);
      const { epoch, lockboxes } = directory.epoch(team, [keys]);
      units = [northgate, team];
      return lockboxes.map((box) => lockboxInput(team.unit, epoch, box));
    });
    await countAsVetted(api.admin);
    const recipients = ['northgate', 'northgate/team'].map((handle) => directory.recipient(handle));
    ({ reportId } = await sendReport(api, await api.signIn(api.world.analyst), { recipients }));
    reader = await api.signIn(keys);
  }, 60_000);
  afterAll(() => api.stop());

  async function offered(variables: Omit<OpeningOfferQueryVariables, 'reportId'> = {}) {
    const { openingOffer } = await reader.request(OpeningOfferDocument, { reportId, ...variables });
    if (openingOffer.__typename !== 'OpeningOffer') throw new Error(openingOffer.code);
    return openingOffer;
  }

  it('is offered the grant of the unit that works for the purpose, and opens by it', async () => {
    const [desk, team] = units;
    await limit(desk, ['victim_safeguarding']);
    await limit(team, ['threat_to_life']);
    for (const [purpose, { unit }] of [
      ['victim_safeguarding', desk],
      ['threat_to_life', team],
    ] as const) {
      const offer = await offered({ purpose });
      expect(offer.unit).toBe(unit);
      expect(offer.uses.map((use) => use.purpose)).toEqual([purpose]);
      const answer = await open(reader, openInput(api, keys, offer, { purpose }));
      expect(answer.__typename).toBe('OpenReportPayload');
    }
  });

  it('is offered the grant of one of them for whatever else is asked, and opens nothing by it', async () => {
    const of = units.map(({ unit }) => unit);
    expect(of).toContain((await offered()).unit);
    for (const purpose of ['audit', 'curiosity']) expect(of).toContain((await offered({ purpose })).unit);
    const offer = await offered({ purpose: 'audit' });
    const answer = await open(reader, openInput(api, keys, offer, { purpose: 'audit' }));
    expect(answer).toMatchObject({ __typename: 'Refused', reason: 'wrong_purpose' });
  });

  it('is offered the same again when both work for everything', async () => {
    for (const unit of units) await limit(unit, PURPOSES);
    const first = await offered({ purpose: 'audit' });
    expect((await offered({ purpose: 'threat_to_life' })).unit).toBe(first.unit);
  });
});

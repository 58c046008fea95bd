import { sha256, fromBase64, toHex } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';

import { DecisionDocument, ReaderNamesDocument, type ApiClient } from '../../../../../test/support/api-documents.js';
import { type ReaderNamesQuery } from '../../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { readReaderNames } from '../../../../../test/support/client-of-decisions.js';

type Answer = ReaderNamesQuery['readerNames'];

let api: TestApi;
let analyst: ApiClient;

beforeAll(async () => {
  api = await startApi();
  analyst = await api.signIn(api.world.analyst);
}, 60_000);
afterAll(() => api.stop());

const ask = async (unit: string, client = analyst): Promise<Answer> =>
  (await client.request(ReaderNamesDocument, { unit })).readerNames;

/** The agreement says so while `act` runs. */
const saying = async <T>(attribution: string, act: () => Promise<T>): Promise<T> => {
  await api.admin.query('update sealbridge.agreement set attribution = $1', [attribution]);
  try {
    return await act();
  } finally {
    await api.admin.query(`update sealbridge.agreement set attribution = 'must_not'`);
  }
};

const REFUSED = { __typename: 'Refused', message: 'not permitted', reason: 'not_permitted' };

describe('names of readers', () => {
  it.each(['may', 'must'])(
    'are given with what shows that they were signed, when the agreement says %s',
    async (said) => {
      const answer = await saying(said, () => ask('northgate'));
      if (answer.__typename !== 'ReaderNames') throw new Error(answer.reason);
      expect(answer.attribution).toBe(said);
      const { members } = api.world.directory.state;
      expect(answer.names.map(({ member }) => member).sort()).toEqual(
        [api.world.liaison, api.world.liaison2].map(({ member }) => member).sort(),
      );
      for (const { member, name, opening } of answer.names) {
        const signed = members.get(member as typeof api.world.liaison.member);
        expect(name).toBe(signed?.person?.name);
        expect(toHex(sha256(fromBase64(opening)))).toBe(toHex(signed?.privateHash ?? new Uint8Array()));
        const person = signed?.person?.person;
        if (person === undefined) throw new Error('nobody stands behind the handle');
        expect(toHex(fromBase64(opening))).not.toContain(toHex(idToBytes(person)));
        expect(JSON.stringify(answer)).not.toContain(person);
      }
    },
  );

  it('are an entry about the organisation whose people are named', async () => {
    await saying('may', () => ask('northgate'));
    const { rows } = await api.admin.query<{ org: string; decided: string }>(
      `select about_org as org, encode(payload, 'escape') as decided from sealbridge.audit_outbox order by id desc limit 1`,
    );
    expect(rows[0]?.org).toBe(api.world.northgate.org.org);
    expect(rows[0]?.decided).toContain('reader.names');
    expect(rows[0]?.decided).toContain('disclosure');
  });

  it('are kept back alike: the agreement says so, there is none, there is no such unit', async () => {
    const answers = [
      await ask('northgate'),
      await saying('must', () => ask('eastport')),
      await ask('nowhere'),
      await ask('x'.repeat(1000)),
      await ask(''),
    ];
    for (const answer of answers) expect(answer).toMatchObject(REFUSED);
    const keys = answers.map((answer) => JSON.stringify({ ...answer, ref: '' }));
    expect(new Set(keys).size).toBe(1);
  });

  it('are not given under an agreement that has ended, is suspended, or to who does not send reports', async () => {
    const liaison = await api.signIn(api.world.liaison);
    const admin = await api.signIn(api.world.admin);
    expect(await saying('must', () => ask('harbour', liaison))).toMatchObject(REFUSED);
    expect(await saying('must', () => ask('northgate', admin))).toMatchObject(REFUSED);
    await api.admin.query('update sealbridge.agreement set suspended_by = org_a');
    expect(await saying('must', () => ask('northgate'))).toMatchObject({ __typename: 'Refused', reason: 'suspended' });
    await api.admin.query('update sealbridge.agreement set suspended_by = null, ended_at = 1');
    expect(await saying('must', () => ask('northgate'))).toMatchObject(REFUSED);
    await api.admin.query('update sealbridge.agreement set ended_at = null');
  });

  it('are not those of the own organisation, whose names are in its own directory', async () => {
    expect(await saying('must', () => ask('harbour'))).toMatchObject(REFUSED);
  });
});

describe('a client', () => {
  const person = (names: (answer: Answer) => Answer) =>
    ({
      profile: { org: api.world.harbour.org.org },
      client: {
        request: async (_document: unknown, { unit }: { readonly unit: string }) => ({
          readerNames: names(await ask(unit)),
        }),
      },
    }) as unknown as Parameters<typeof readReaderNames>[0];
  const directory = (attribution: string) => {
    const { agreement, ...record } = api.world.agreement;
    return {
      state: api.world.directory.state,
      agreements: [{ ...record, agreement: { ...agreement, attribution } }],
    } as unknown as Parameters<typeof readReaderNames>[1];
  };
  const northgate = () => [api.world.directory.recipient('northgate')];
  const asIs = (answer: Answer): Answer => answer;

  it('asks where the agreement says that names are shown, and nowhere else', async () => {
    let asked = 0;
    const counting = person((answer) => ((asked += 1), answer));
    expect(await saying('may', () => readReaderNames(counting, directory('must_not'), northgate()))).toEqual(new Map());
    expect(asked).toBe(0);
    const names = await saying('may', () => readReaderNames(counting, directory('may'), northgate()));
    expect(asked).toBe(1);
    expect(names.size).toBe(2);
  });

  it('goes on with handles when the server keeps the names back', async () => {
    expect(await readReaderNames(person(asIs), directory('may'), northgate())).toEqual(new Map());
  });

  it('refuses a name that is not the one committed to, and one of another member', async () => {
    const { liaison, liaison2 } = api.world;
    const swapped = person((answer) => {
      if (answer.__typename !== 'ReaderNames') return answer;
      const other = (member: string): string => (member === liaison.member ? liaison2.member : liaison.member);
      return { ...answer, names: answer.names.map((one) => ({ ...one, member: other(one.member) })) };
    });
    await expect(saying('may', () => readReaderNames(swapped, directory('may'), northgate()))).rejects.toMatchObject({
      code: 'E_PRIVATE',
      kind: 'verification',
    });
  });
});

it('a refusal is found by its reference', async () => {
  const answer = await ask('nowhere');
  if (answer.__typename !== 'Refused') throw new Error('not refused');
  await api.sequence();
  await api.admin.query(`update sealbridge.organisation set kind = 'oversight' where handle = 'eastport'`);
  await api.admin.query(`update sealbridge.member set rights = '{audit.read}' where id = $1`, [
    api.world.outsider.member,
  ]);
  const auditor = await api.signIn(api.world.outsider);
  const { decision } = await auditor.request(DecisionDocument, { eventId: answer.ref });
  expect(decision).toMatchObject({ __typename: 'RecordedDecision', eventId: answer.ref });
});

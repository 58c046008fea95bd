import { decodeAuditPayload } from '@sealbridge/transparency';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import {
  DESK_STATES,
  outcomeOf,
  VettingDesk,
  vettingRows,
  type Answer,
  type DeskApplicant,
  type DeskState,
} from '../../../../../test/support/vetting-desk.js';

type ActName =
  | 'apply'
  | 'evidence'
  | 'attest'
  | 'end'
  | 'verify provisional'
  | 'verify active'
  | 'verify attest'
  | 'admit provisional'
  | 'admit active'
  | 'admit attest'
  | 'admit end';

const W = 'wrong_state';

/** What each act does in each state: `ok`, or the reason or code of its refusal. Acts of the applicant first. */
const TABLE: Readonly<Record<ActName, Readonly<Record<DeskState, string>>>> = {
  apply: row(
    'E_CONFLICT',
    'E_CONFLICT',
    'E_CONFLICT',
    'E_CONFLICT',
    'E_CONFLICT',
    'E_CONFLICT',
    'E_CONFLICT',
    'E_CONFLICT',
    'E_CONFLICT',
  ),
  evidence: row('ok', 'ok', 'ok', 'ok', 'ok', W, 'ok', 'ok', W),
  attest: row(W, W, W, W, W, 'ok', W, W, W),
  end: row('ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', W),
  'verify provisional': row('evidence_missing', 'ok', 'same_verifier', W, W, W, W, W, W),
  'verify active': row(W, W, W, 'ok', 'same_verifier', W, W, W, W),
  'verify attest': row(W, W, W, W, W, W, 'ok', 'same_verifier', W),
  'admit provisional': row(
    'E_NOT_VETTED',
    'E_NOT_VETTED',
    'ok',
    'E_NOT_VETTED',
    'E_NOT_VETTED',
    'E_NOT_VETTED',
    'E_NOT_VETTED',
    'E_NOT_VETTED',
    'E_NOT_VETTED',
  ),
  'admit active': row(W, W, W, 'not_verified', 'ok', W, W, W, W),
  'admit attest': row(W, W, W, W, W, W, 'not_verified', 'ok', W),
  'admit end': row(
    'not_verified',
    'not_verified',
    'not_verified',
    'not_verified',
    'not_verified',
    'not_verified',
    'not_verified',
    'not_verified',
    W,
  ),
};

function row(...cells: string[]): Record<DeskState, string> {
  return Object.fromEntries(DESK_STATES.map((state, index) => [state, cells[index] ?? ''])) as Record<
    DeskState,
    string
  >;
}

describe('a transition of vetting', () => {
  let api: TestApi;
  let desk: VettingDesk;

  beforeAll(async () => {
    api = await startApi();
    desk = await VettingDesk.open(api);
  }, 60_000);
  afterAll(() => api.stop());

  const roundOf = (state: DeskState): number => (state === 'attesting' || state === 'attested' ? 2 : 1);

  const act = (name: ActName, who: DeskApplicant, state: DeskState, [first] = desk.stewards): Promise<Answer> => {
    const round = roundOf(state);
    switch (name) {
      case 'apply':
        return desk.apply({
          ...who,
          fields: { ...who.fields, details: { ...who.fields.details, name: 'Another' } as never },
        });
      case 'evidence':
        return desk.evidence(who, { round });
      case 'attest':
        return desk.attest(who, round + 1);
      case 'end':
        return desk.end(who);
      case 'verify provisional':
      case 'verify active':
      case 'verify attest':
        return desk.verdict(first, who, name.split(' ')[1] as 'active', { round });
      case 'admit provisional':
      case 'admit active':
      case 'admit attest':
      case 'admit end':
        return desk.admit(first, who, name.split(' ')[1] as 'active');
    }
  };

  const rows = () => vettingRows(api.admin);

  /** What the log says of the newest failure of an action. */
  const newestEntry = async () => {
    const { rows: found } = await api.admin.query<{ payload: Buffer }>(
      'select payload from sealbridge.audit_outbox where payload is not null order by id desc limit 1',
    );
    return decodeAuditPayload(new Uint8Array(found[0]?.payload ?? []));
  };

  describe.each(DESK_STATES)('of an application that is %s', (state) => {
    let who: DeskApplicant;
    beforeAll(async () => {
      who = await desk.bring(state);
    });
    const acts = Object.keys(TABLE) as ActName[];

    it.each(acts.filter((name) => TABLE[name][state] !== 'ok').map((name) => [name, TABLE[name][state]] as const))(
      'refuses to %s: %s, with an entry, and nothing changes',
      async (name, expected) => {
        const before = await rows();
        expect(outcomeOf(await act(name, who, state))).toBe(expected);
        expect(await rows()).toBe(before);
        const { decision, action } = await newestEntry();
        expect(action).toBe(`application.${name.split(' ')[0] ?? ''}`);
        expect(decision.effect).toBe(expected.startsWith('E_') ? 'ERROR' : 'DENY');
        expect(decision.reasons).toEqual([expected]);
      },
    );

    it('takes every other act, each of an application of its own', async () => {
      for (const name of acts.filter((candidate) => TABLE[candidate][state] === 'ok')) {
        expect([name, outcomeOf(await act(name, await desk.bring(state), state))]).toEqual([name, 'ok']);
      }
    });
  });
});

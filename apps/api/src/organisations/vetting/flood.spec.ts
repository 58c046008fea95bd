// Strangers who apply without end: they neither fill the desk of the stewards nor keep others from it for long.
import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { taken, VettingDesk } from '../../../../../test/support/vetting-desk.js';

import { RATE_LIMITS } from '../../platform/limits/rate-limits.js';
import { MAX_OPEN_APPLICATIONS, OPEN_DAYS } from './vetting-rules.js';

const NEW_APPLICATIONS_PER_DAY = RATE_LIMITS.new_applications.points;

const LIMITED = { __typename: 'RateLimited', code: 'E_RATE_LIMITED' };

describe('a flood of applications', () => {
  let api: TestApi;
  let desk: VettingDesk;
  let count = 0;

  const fresh = () => desk.applicant(`flood-${String((count += 1))}`);

  beforeEach(async () => {
    api = await startApi();
    desk = await VettingDesk.open(api);
  }, 60_000);
  afterEach(() => api.stop());

  it('from one network stops at its share of the day, which is too small to fill the desk', async () => {
    const first = fresh();
    for (let sent = 0; sent < NEW_APPLICATIONS_PER_DAY - 1; sent += 1) taken(await desk.apply(fresh()));
    taken(await desk.apply(first));
    expect(await desk.apply(fresh())).toMatchObject(LIMITED);
    expect(NEW_APPLICATIONS_PER_DAY * OPEN_DAYS).toBeLessThan(MAX_OPEN_APPLICATIONS);
    // what was taken is gone on with
    taken(await desk.evidence(first));
    expect(await desk.status(first)).toMatchObject({ state: 'evidence' });
  });

  it('that nobody signed uses up nothing of it', async () => {
    const who = fresh();
    for (let sent = 0; sent < NEW_APPLICATIONS_PER_DAY; sent += 1) await desk.apply(fresh(), who.signers);
    taken(await desk.apply(who));
  });

  it('from many networks is held by a cap, which lets others in again when it is over, and members at any time', async () => {
    await api.admin.query(
      `insert into sealbridge.application (id, kind, profile, org_id, subject_id, evidence_set, handle)
       select gen_random_uuid(), 'organisation', 'ngo', gen_random_uuid(), gen_random_uuid(), sha256(''), 'full-' || n
       from generate_series(1, $1::int) n`,
      [MAX_OPEN_APPLICATIONS],
    );
    expect(await desk.apply(fresh())).toMatchObject(LIMITED);
    await api.admin.query(
      `update sealbridge.application set kind = 'unit', profile = 'unit' where handle like 'full-%'`,
    );
    taken(await desk.apply(fresh()));
    await api.admin.query(
      `update sealbridge.application set kind = 'organisation', profile = 'ngo', touched_at = now() - make_interval(days => $1)
       where handle like 'full-%'`,
      [OPEN_DAYS],
    );
    taken(await desk.apply(fresh()));
  });
});

import { randomBytes } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { startNotices, type NoticeBench } from '../../../../test/support/notices.js';
import { addOrganisation, addPerson, newId, type Person } from '../../../../test/support/rows.js';

import { INVITATION_KEPT_DAYS, QUESTION_KEPT_DAYS, RetentionRepository } from './retention.repository.js';

const LIMIT = 100;
const DELETE = { name: 'spec-delete', text: 'delete from invitation' };

describe('what of people is forgotten', () => {
  let bench: NoticeBench;
  let admin: Person;
  let asker: Person;
  const retention = new RetentionRepository();

  beforeAll(async () => {
    bench = await startNotices();
    admin = await addPerson(bench.admin, await addOrganisation(bench.admin, 'harbour'), ['org_admin']);
    asker = await addPerson(bench.admin, await addOrganisation(bench.admin, 'northgate', 'police_unit'), ['liaison']);
  }, 60_000);
  afterAll(() => bench.stop());
  afterEach(() => bench.admin.query('DELETE FROM sealbridge.invitation; DELETE FROM sealbridge.identity_question'));

  const invitation = async (expiredDays: number): Promise<Id> => {
    const id = newId();
    await bench.admin.query(
      `INSERT INTO sealbridge.invitation (id, org_id, member_id, made_by, record, token_sha256, code_sha256, expires_at)
       VALUES ($1, $2, $3, $4, '', $5, $6, now() - make_interval(days => $7))`,
      [id, admin.org, newId(), admin.member, randomBytes(32), randomBytes(32), expiredDays],
    );
    return id;
  };
  const question = async (askedDays: number, answeredDays: number | null): Promise<Id> => {
    const id = newId();
    await bench.admin.query(
      `INSERT INTO sealbridge.identity_question (id, org_id, member_id, asker_org, asker_member, purpose, case_ref,
         justification, asked_at, answer, answer_code, answered_by, answered_at)
       VALUES ($1, $2, $3, $4, $5, 'prosecution_support', 'x', 'y', now() - make_interval(days => $6),
         CASE WHEN $7::int IS NOT NULL THEN 'refused' END, CASE WHEN $7::int IS NOT NULL THEN 'other_way' END,
         CASE WHEN $7::int IS NOT NULL THEN $5::uuid END, now() - make_interval(days => $7))`,
      [id, admin.org, admin.member, asker.org, asker.member, askedDays, answeredDays],
    );
    return id;
  };
  const ids = async (table: string): Promise<Id[]> => {
    const { rows } = await bench.admin.query<{ id: Id }>(`SELECT id FROM sealbridge.${table} ORDER BY row`);
    return rows.map(({ id }) => id);
  };
  const forget = (limit = LIMIT) => bench.database.system((tx) => retention.forget(tx, limit));

  it('are invitations that expired long ago, and no others', async () => {
    const kept = [await invitation(-7), await invitation(INVITATION_KEPT_DAYS - 1)];
    await invitation(INVITATION_KEPT_DAYS + 1);
    await forget();
    expect(await ids('invitation')).toEqual(kept);
  });

  it('are questions whose answer is long ago, or that had none for as long', async () => {
    const kept = [await question(QUESTION_KEPT_DAYS - 1, null), await question(QUESTION_KEPT_DAYS + 9, 1)];
    await question(QUESTION_KEPT_DAYS + 1, null);
    await question(QUESTION_KEPT_DAYS + 9, QUESTION_KEPT_DAYS + 1);
    await forget();
    expect(await ids('identity_question')).toEqual(kept);
  });

  it('is at most so much in one run, the oldest first', async () => {
    const young = await invitation(INVITATION_KEPT_DAYS + 1);
    await invitation(INVITATION_KEPT_DAYS + 3);
    await forget(1);
    expect(await ids('invitation')).toEqual([young]);
  });

  it('is forgotten by our own jobs alone', async () => {
    const kept = [await invitation(INVITATION_KEPT_DAYS + 1)];
    for (const person of [admin, null]) await bench.as(person, (tx) => retention.forget(tx, LIMIT));
    await expect(bench.as(admin, (tx) => tx.query(DELETE))).rejects.toThrow('permission denied');
    expect(await ids('invitation')).toEqual(kept);
  });
});

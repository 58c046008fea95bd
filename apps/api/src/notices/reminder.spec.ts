import { randomBytes } from '@sealbridge/sodium';
import { INACTIVE_DAYS, REMINDER_DAYS } from '@sealbridge/vocabulary';

import { startNotices, type NoticeBench } from '../../../../test/support/notices.js';
import { addAgreement, addOrganisation, addPerson, type Person } from '../../../../test/support/rows.js';
import { REMINDERS } from './reminder.sql.js';

const DAY = 86_400;
const FAR_HOUR = 1_000_000;

describe('reminders', () => {
  let bench: NoticeBench;
  let analyst: Person;
  let admin: Person;
  let partner: Person;
  let steward: Person;

  beforeAll(async () => {
    bench = await startNotices();
    const harbour = await addOrganisation(bench.admin, 'harbour');
    analyst = await addPerson(bench.admin, harbour, ['analyst']);
    admin = await addPerson(bench.admin, harbour, ['org_admin']);
    partner = await addPerson(bench.admin, await addOrganisation(bench.admin, 'northgate', 'police_unit'), [
      'org_admin',
    ]);
    steward = await addPerson(bench.admin, await addOrganisation(bench.admin, 'stewards', 'stewards'), ['steward']);
  }, 60_000);
  afterAll(() => bench.stop());
  beforeEach(async () => {
    await bench.admin.query('DELETE FROM sealbridge.notice');
    await bench.admin.query('DELETE FROM sealbridge.agreement');
    await bench.admin.query(`UPDATE sealbridge.organisation SET attested_until = 'infinity', suspended_until = NULL`);
    await bench.admin.query(
      `UPDATE sealbridge.member SET attested_until = 'infinity', suspended_until = NULL, active_at = now(), training_until = ${FAR_HOUR}`,
    );
  });

  const now = (): number => Math.floor(Date.now() / 1000);
  /** Days and a bit, so that the clock going on changes no threshold. */
  const inDays = (days: number): number => now() + days * DAY + 3600;
  const kinds = async (person: Person): Promise<string[]> => (await bench.told(person)).map(({ kind }) => kind);
  const thresholds = async (person: Person): Promise<string[]> =>
    (await bench.told(person)).map(({ occasion }) => occasion?.split('/')[1] ?? '');

  it('tell both parties and the stewards of an agreement that ends, and nobody else', async () => {
    const agreement = await addAgreement(bench.admin, admin.org, partner.org, { endsAt: inDays(20) });
    await bench.remind();
    for (const person of [admin, partner, steward]) {
      await expect(bench.told(person)).resolves.toMatchObject([{ kind: 'agreement_ending', object: agreement }]);
    }
    await expect(bench.told(analyst)).resolves.toEqual([]);
  });

  it('come once, however often they are looked for, by whichever process', async () => {
    await addAgreement(bench.admin, admin.org, partner.org, { endsAt: inDays(20) });
    await bench.remind();
    await bench.remind();
    await Promise.all([bench.remind(), bench.remind(), bench.remind()]);
    await bench.admin.query('UPDATE sealbridge.notice SET seen_at = now()');
    await bench.remind();
    await expect(kinds(admin)).resolves.toEqual(['agreement_ending']);
  });

  it('come at 90, 30 and 7 days, and not before', async () => {
    const endsAt = inDays(100);
    const id = await addAgreement(bench.admin, admin.org, partner.org, { endsAt });
    const seen: string[][] = [];
    for (const days of [100, 91, 89, 40, 29, 10, 6, 1]) {
      // the clock moves by the row: what ends in so many days, ended later before
      await bench.admin.query('UPDATE sealbridge.agreement SET ends_at = $2 WHERE id = $1', [id, inDays(days)]);
      await bench.admin.query(`UPDATE sealbridge.notice SET occasion = $1 || '/' || split_part(occasion, '/', 2)`, [
        String(inDays(days)),
      ]);
      await bench.remind();
      seen.push(await thresholds(admin));
    }
    expect(seen.map((list) => list.join())).toEqual(['', '', '90', '90', '90,30', '90,30', '90,30,7', '90,30,7']);
  });

  it('that were missed for weeks come once, of the nearest date', async () => {
    await addAgreement(bench.admin, admin.org, partner.org, { endsAt: inDays(3) });
    await bench.remind();
    await bench.remind();
    await expect(thresholds(admin)).resolves.toEqual(['7']);
  });

  it('say nothing of what has ended, was ended, or is an older version', async () => {
    await addAgreement(bench.admin, admin.org, partner.org, { endsAt: now() - 60 });
    const ended = await addAgreement(bench.admin, admin.org, partner.org, { endsAt: inDays(20) });
    await bench.admin.query('UPDATE sealbridge.agreement SET ended_at = $2 WHERE id = $1', [ended, now() - 60]);
    const older = await addAgreement(bench.admin, admin.org, partner.org, { endsAt: inDays(20) });
    await bench.admin.query('UPDATE sealbridge.agreement SET newest = false WHERE id = $1', [older]);
    await bench.remind();
    await expect(kinds(admin)).resolves.toEqual([]);
  });

  it('come again for a new date', async () => {
    const id = await addAgreement(bench.admin, admin.org, partner.org, { endsAt: inDays(20) });
    await bench.remind();
    await bench.admin.query('UPDATE sealbridge.agreement SET ends_at = $2, version_hash = $3 WHERE id = $1', [
      id,
      inDays(25),
      randomBytes(32),
    ]);
    await bench.remind();
    await expect(kinds(admin)).resolves.toEqual(['agreement_ending', 'agreement_ending']);
  });

  it('tell administrators and stewards of a re-attestation, of an organisation and of a liaison', async () => {
    const due = `UPDATE sealbridge.organisation SET attested_until = now() + interval '29 days' WHERE id = $1`;
    await bench.admin.query(due, [admin.org]);
    const liaison = `UPDATE sealbridge.member SET attested_until = now() + interval '5 days' WHERE id = $1`;
    await bench.admin.query(liaison, [analyst.member]);
    await bench.remind();
    for (const person of [admin, steward]) {
      const told = await bench.told(person);
      expect(told.map(({ object }) => object).sort()).toEqual([admin.org, analyst.member].sort());
    }
    await expect(kinds(partner)).resolves.toEqual([]);
    await expect(kinds(analyst)).resolves.toEqual([]);
  });

  it('tell the member and the administrators of a training that ends', async () => {
    const hour = Math.floor(inDays(6) / 3600);
    await bench.admin.query('UPDATE sealbridge.member SET training_until = $2 WHERE id = $1', [analyst.member, hour]);
    await bench.remind();
    for (const person of [analyst, admin]) await expect(kinds(person)).resolves.toEqual(['training_ending']);
    for (const person of [partner, steward]) await expect(kinds(person)).resolves.toEqual([]);
  });

  it('tell the member and the administrators after 76 days without a sign-in, and not after 75', async () => {
    const unseen = 'UPDATE sealbridge.member SET active_at = now() - make_interval(days => $2) WHERE id = $1';
    await bench.admin.query(unseen, [analyst.member, 75]);
    await bench.remind();
    await expect(kinds(admin)).resolves.toEqual([]);
    await bench.admin.query(unseen, [analyst.member, 76]);
    await bench.remind();
    await bench.remind();
    for (const person of [analyst, admin]) await expect(kinds(person)).resolves.toEqual(['inactivity_near']);
    await bench.admin.query('DELETE FROM sealbridge.notice');
    await bench.admin.query(unseen, [analyst.member, INACTIVE_DAYS]);
    await bench.remind();
    await expect(kinds(admin)).resolves.toEqual([]);
  });

  it('tell stewards and administrators of an emergency suspension that lapsed, not of one that holds or was confirmed', async () => {
    const suspend = 'UPDATE sealbridge.organisation SET suspended_until = $2::timestamptz WHERE id = $1';
    for (const until of ['infinity', new Date(Date.now() + 3_600_000).toISOString()]) {
      await bench.admin.query(suspend, [admin.org, until]);
      await bench.remind();
      await expect(kinds(steward)).resolves.toEqual([]);
    }
    await bench.admin.query(suspend, [admin.org, new Date(Date.now() - 60_000).toISOString()]);
    await bench.remind();
    for (const person of [admin, steward]) {
      await expect(bench.told(person)).resolves.toMatchObject([{ kind: 'suspension_lapsed', object: admin.org }]);
    }
    await expect(kinds(partner)).resolves.toEqual([]);
  });

  it('tell administrators of the unit that its key is due: at 75 days and at 90, and when a device was replaced', async () => {
    const hour = (daysAgo: number): number => Math.floor(now() / 3600) - daysAgo * 24;
    await bench.admin.query(
      `INSERT INTO sealbridge.unit_epoch (unit_id, epoch, org_id, kem_pk, kem_pk_sha256, reason, history, hour, state, event_hash)
       VALUES ($1, 1, $2, $3, $4, 'first', 'all', $5, 'current', $4)`,
      [admin.unit, admin.org, randomBytes(1216), randomBytes(32), hour(74)],
    );
    await bench.admin.query('UPDATE sealbridge.unit SET current_epoch = 1 WHERE id = $1', [admin.unit]);
    await bench.remind();
    await expect(kinds(admin)).resolves.toEqual([]);
    const told: string[][] = [];
    for (const change of [`hour = ${hour(76)}`, `hour = ${hour(91)}`, `due_since = ${hour(0)}`]) {
      await bench.admin.query('DELETE FROM sealbridge.notice');
      await bench.admin.query(`UPDATE sealbridge.unit_epoch SET ${change}`);
      await bench.remind();
      await bench.remind();
      told.push(await thresholds(admin));
      await expect(bench.told(admin)).resolves.toMatchObject([{ kind: 'rotation_due', object: admin.unit }]);
    }
    expect(told).toEqual([['15'], ['0'], ['0']]);
    for (const person of [analyst, partner, steward]) await expect(kinds(person)).resolves.toEqual([]);
    await bench.admin.query('UPDATE sealbridge.unit SET current_epoch = 0');
    await bench.admin.query('DELETE FROM sealbridge.unit_epoch');
  });

  it('of countdowns are the ones of the vocabulary', () => {
    const countdowns = REMINDERS.filter(({ name, days }) => days.length > 1 && name !== 'remind-rotation');
    expect(countdowns.map(({ days }) => days)).toEqual(countdowns.map(() => REMINDER_DAYS));
    expect(countdowns).toHaveLength(5);
  });
});

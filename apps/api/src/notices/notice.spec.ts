import type { Id } from '@sealbridge/vocabulary';

import { startNotices, type NoticeBench } from '../../../../test/support/notices.js';
import { addOrganisation, addPerson, newId, type Person } from '../../../../test/support/rows.js';
import { NoticeRepository } from './notice.repository.js';
import type { NoticeFact } from './notice-fact.types.js';

const PERMISSION_DENIED = { code: '42501' };

describe('a fact', () => {
  let bench: NoticeBench;
  let analyst: Person;
  let admin: Person;
  let stranger: Person;
  let steward: Person;
  let object: Id;

  beforeAll(async () => {
    bench = await startNotices();
    const harbour = await addOrganisation(bench.admin, 'harbour');
    analyst = await addPerson(bench.admin, harbour, ['analyst']);
    admin = await addPerson(bench.admin, harbour, ['org_admin']);
    stranger = await addPerson(bench.admin, await addOrganisation(bench.admin, 'eastport', 'police_unit'), [
      'org_admin',
    ]);
    steward = await addPerson(bench.admin, await addOrganisation(bench.admin, 'stewards', 'stewards'), ['steward']);
  }, 60_000);
  afterAll(() => bench.stop());
  beforeEach(async () => {
    object = newId();
    await bench.admin.query('DELETE FROM sealbridge.notice');
  });

  const raise = (fact: Partial<NoticeFact> & Pick<NoticeFact, 'to'>, by: Person | null = analyst): Promise<void> =>
    bench.as(by, (tx) =>
      bench.notices.raise(tx, { kind: 'agreement_changed', object: { type: 'agreement', id: object }, ...fact }),
    );
  const seeAll = (person: Person) =>
    bench.as(person, async (tx) => {
      const notices = new NoticeRepository();
      const rows = await notices.page(tx, person.member, null, 100);
      const ids = rows.map(({ id }) => id);
      await notices.markSeen(tx, person.member, ids);
      return rows;
    });

  it('reaches a member, whoever holds a right in an organisation, or the stewards, across every wall', async () => {
    await raise({ to: { member: stranger.member } });
    await raise({ to: { org: admin.org, right: 'directory.admin' } });
    await raise({ to: { stewards: true } });
    const one = [{ kind: 'agreement_changed', object, occasion: null }];
    for (const person of [stranger, admin, steward]) await expect(bench.told(person)).resolves.toEqual(one);
    await expect(bench.told(analyst)).resolves.toEqual([]);
  });

  it('is raised by nobody who has no context, and by whoever is not signed in yet', async () => {
    const bare = bench.database.transaction((tx) =>
      bench.notices.raise(tx, { kind: 'application_waiting', to: { stewards: true } }),
    );
    await expect(bare).rejects.toMatchObject(PERMISSION_DENIED);
    await raise({ kind: 'application_waiting', to: { stewards: true } }, null);
    await expect(bench.told(steward)).resolves.toHaveLength(1);
  });

  it('is not told to who did it, but to who is named', async () => {
    await raise({ to: { org: admin.org, right: 'directory.admin' } }, admin);
    await raise({ to: { stewards: true } }, steward);
    await expect(bench.told(admin)).resolves.toEqual([]);
    await expect(bench.told(steward)).resolves.toEqual([]);
    await raise({ to: { member: admin.member } }, admin);
    await expect(bench.told(admin)).resolves.toHaveLength(1);
  });

  it('is one notice while it is unread, and another after', async () => {
    await raise({ to: { member: admin.member } });
    await raise({ to: { member: admin.member } });
    await expect(seeAll(admin)).resolves.toHaveLength(1);
    await raise({ to: { member: admin.member } });
    await expect(bench.told(admin)).resolves.toHaveLength(2);
  });

  it('with an occasion is told once, read or not, and each occasion by itself', async () => {
    await raise({ to: { member: admin.member }, occasion: 'a' });
    await seeAll(admin);
    await raise({ to: { member: admin.member }, occasion: 'a' });
    await raise({ to: { member: admin.member }, occasion: 'b' });
    await expect(bench.told(admin)).resolves.toMatchObject([{ occasion: 'a' }, { occasion: 'b' }]);
  });

  it('about nothing in particular is the same fact too', async () => {
    const fact: NoticeFact = { kind: 'identity_asked', to: { member: admin.member } };
    for (let time = 0; time < 2; time += 1) await bench.as(analyst, (tx) => bench.notices.raise(tx, fact));
    await expect(bench.told(admin)).resolves.toHaveLength(1);
  });

  it('raised by two at once is one notice', async () => {
    await Promise.all(Array.from({ length: 8 }, () => raise({ to: { org: admin.org, right: 'directory.admin' } })));
    await expect(bench.told(admin)).resolves.toHaveLength(1);
  });

  it('is not told when the act is rolled back', async () => {
    const act = bench.as(analyst, async (tx) => {
      await bench.notices.raise(tx, { kind: 'suspension', to: { member: admin.member } });
      throw new Error('refused after all');
    });
    await expect(act).rejects.toThrow('refused after all');
    await expect(bench.told(admin)).resolves.toEqual([]);
  });

  it('is seen and settled by its member alone, and written by nobody past raise_notice', async () => {
    await raise({ to: { member: admin.member } });
    const all = { name: 'spec-notices', text: 'select member_id from notice' };
    await expect(bench.as(stranger, (tx) => tx.query(all))).resolves.toEqual([]);
    await expect(bench.as(steward, (tx) => tx.query(all))).resolves.toEqual([]);
    await expect(bench.as(null, (tx) => tx.query(all))).resolves.toEqual([]);
    const seen = { name: 'spec-see', text: 'update notice set seen_at = now() returning id' };
    await expect(bench.as(stranger, (tx) => tx.query(seen))).resolves.toEqual([]);
    const insert = {
      name: 'spec-add',
      text: `insert into notice (member_id, kind) values ('${admin.member}', 'suspension')`,
    };
    await expect(bench.as(admin, (tx) => tx.query(insert))).rejects.toMatchObject(PERMISSION_DENIED);
    const settings = { name: 'spec-set', text: `insert into notice_settings (member_id) values ('${admin.member}')` };
    await expect(bench.as(stranger, (tx) => tx.query(settings))).rejects.toMatchObject(PERMISSION_DENIED);
    const digest = {
      name: 'spec-digest',
      text: `insert into notice_digest values ('${admin.member}', now(), 'sent', now())`,
    };
    await expect(bench.as(admin, (tx) => tx.query(digest))).rejects.toMatchObject(PERMISSION_DENIED);
    await expect(seeAll(admin)).resolves.toHaveLength(1);
  });

  it('and the address go with a member who is removed, who is told nothing any more', async () => {
    const leaver = await addPerson(bench.admin, admin, ['org_admin']);
    await bench.address(leaver, 'leaver@example.org');
    await raise({ to: { member: leaver.member } });
    await bench.database.system((tx) =>
      tx.query({ name: 'spec-remove', text: `update member set state = 'removed' where id = '${leaver.member}'` }),
    );
    await raise({ to: { org: admin.org, right: 'directory.admin' } });
    await raise({ to: { member: leaver.member } });
    await expect(bench.told(leaver)).resolves.toEqual([]);
    const text = 'SELECT count(*)::int AS n FROM sealbridge.notice_settings WHERE member_id = $1';
    expect((await bench.admin.query<{ n: number }>(text, [leaver.member])).rows).toEqual([{ n: 0 }]);
  });
});

import { randomBytes } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { startNotices, type NoticeBench } from '../../../../../test/support/notices.js';
import { addOrganisation, addPerson, newId } from '../../../../../test/support/rows.js';
import { PasskeyRepository } from './passkey.repository.js';

const DAYS = 30;
const LIMIT = 100;

describe('what of passkeys is forgotten', () => {
  let bench: NoticeBench;
  beforeAll(async () => {
    bench = await startNotices();
  }, 60_000);
  afterAll(() => bench.stop());

  const addPasskey = async (device: Id, signPk: Uint8Array, daysAgo: number): Promise<Uint8Array> => {
    const credentialId = randomBytes(32);
    await bench.admin.query(
      `INSERT INTO sealbridge.passkey (credential_id, device_id, sign_pk, user_handle, public_key, counter, backup_eligible,
         backed_up, transports, statement, signature, made_at)
       VALUES ($1, $2, $3, $4, '\\x00', 0, false, false, '{}', '', $5, now() - make_interval(days => $6))`,
      [credentialId, device, signPk, randomBytes(16), randomBytes(64), daysAgo],
    );
    return credentialId;
  };
  const signPkOf = async (device: Id): Promise<Uint8Array> => {
    const { rows } = await bench.admin.query<{ pk: Uint8Array }>(
      'SELECT sign_pk AS pk FROM sealbridge.device WHERE id = $1',
      [device],
    );
    return rows[0]?.pk ?? new Uint8Array();
  };

  it('is what belongs to devices that ended, and what nobody confirmed in a month', async () => {
    const org = await addOrganisation(bench.admin, 'harbour');
    const [active, ended] = [
      await addPerson(bench.admin, org, ['analyst']),
      await addPerson(bench.admin, org, ['analyst']),
    ];
    await bench.admin.query(`UPDATE sealbridge.device SET state = 'revoked' WHERE id = $1`, [ended.device]);
    const kept = [
      await addPasskey(active.device, await signPkOf(active.device), 400),
      await addPasskey(newId(), randomBytes(32), DAYS - 1),
    ];
    await addPasskey(ended.device, await signPkOf(ended.device), 0);
    await addPasskey(newId(), randomBytes(32), DAYS + 1);
    await addPasskey(active.device, randomBytes(32), DAYS + 1);
    await bench.database.system((tx) => new PasskeyRepository().forget(tx, DAYS, LIMIT));
    const { rows } = await bench.admin.query<{ id: Buffer }>(
      'SELECT credential_id AS id FROM sealbridge.passkey ORDER BY row',
    );
    expect(rows.map(({ id }) => id.toString('hex'))).toEqual(kept.map((id) => Buffer.from(id).toString('hex')));
  });
});

import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';

import { createDatabase } from '../../../../test/support/database.js';
import { addOrganisation } from '../../../../test/support/rows.js';
import { makeDataSource } from '../platform/database/data-source.js';
import { Database } from '../platform/database/database.js';
import { NameSkeletons } from './name-skeletons.js';
import { OrganisationRepository } from './organisation.repository.js';
import { skeleton } from './skeleton.js';

it('gives a skeleton to names that were there before names had one, and changes no other', async () => {
  await ready();
  const db = await createDatabase();
  const admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  const source = await makeDataSource({ url: db.apiUrl, application: 'spec' }).initialize();
  try {
    await addOrganisation(admin, 'harbour');
    const { org } = await addOrganisation(admin, 'lantern');
    await admin.query(`update sealbridge.organisation set name_skeleton = 'kept' where id = $1`, [org]);
    const skeletons = new NameSkeletons(new Database(source, db.ctxKey), new OrganisationRepository());
    await skeletons.onApplicationBootstrap();
    const { rows } = await admin.query('select name, name_skeleton as kept from sealbridge.organisation order by name');
    expect(rows).toEqual([
      { name: 'harbour', kept: skeleton('harbour') },
      { name: 'lantern', kept: 'kept' },
    ]);
  } finally {
    await source.destroy();
    await admin.end();
    await db.drop();
  }
}, 60_000);

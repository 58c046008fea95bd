import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { addOrganisation, addPerson, type Person } from '../../../../test/support/rows.js';
import { makeDataSource } from '../platform/database/data-source.js';
import { Database } from '../platform/database/database.js';

import { DirectoryStateService } from './directory-state.service.js';
import { DirectoryRepository } from './directory.repository.js';

describe('the replay that all acts share', () => {
  let db: TestDatabase;
  let admin: Client;
  let source: DataSource;
  let database: Database;
  let analyst: Person;

  beforeAll(async () => {
    await ready();
    db = await createDatabase();
    admin = new Client({ connectionString: db.adminUrl });
    await admin.connect();
    source = await makeDataSource({ url: db.apiUrl, application: 'spec' }).initialize();
    database = new Database(source, db.ctxKey);
    analyst = await addPerson(admin, await addOrganisation(admin, 'harbour'), ['analyst']);
  });

  afterAll(async () => {
    await source.destroy();
    await admin.end();
    await db.drop();
  });

  const replayAs = (kind: 'member' | 'directory') => {
    const { org, member, device, tokenSha256 } = analyst;
    return database.transaction(async (tx) => {
      await database.enter(tx, { class: kind, org, member, device }, tokenSha256);
      return new DirectoryStateService(new DirectoryRepository()).committed(tx);
    });
  };

  it('goes on when an act sees the whole directory', async () => {
    await expect(replayAs('directory')).resolves.toBeNull();
  });

  it('refuses to go on by what one member sees, which would be missing for everybody', async () => {
    await expect(replayAs('member')).rejects.toThrow('from all of it or not at all');
  });
});

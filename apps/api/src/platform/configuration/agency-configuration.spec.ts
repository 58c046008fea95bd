import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readAgencies } from './agency-configuration.js';
import { ConfigurationError, Reader } from './reader.js';

const AGENCY = { organisation: 'northgate', issuer: 'https://id.example.org', clientId: 'sealbridge', required: true };

describe('the agencies of an instance', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-agencies-'));
    writeFileSync(join(folder, 'secret'), 'known to two\n');
    writeFileSync(join(folder, 'empty'), '\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (content: unknown) => {
    const path = join(folder, 'agencies.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return readAgencies(new Reader({ SEALBRIDGE_AGENCIES_FILE: path }));
  };

  it('are none when nothing is set', () => {
    expect(readAgencies(new Reader({}))).toEqual([]);
  });

  it('are read with their secrets, which lie beside the file', () => {
    expect(read([{ ...AGENCY, clientSecretFile: 'secret', idTokenAlgorithm: 'ES256' }])).toEqual([
      { ...AGENCY, clientSecret: 'known to two', idTokenAlgorithm: 'ES256' },
    ]);
    expect(read([AGENCY])).toEqual([{ ...AGENCY, clientSecret: null, idTokenAlgorithm: 'RS256' }]);
  });

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080/realms/x', 'http://[::1]:8080'])(
    'may be asked without TLS on this machine: %s',
    (issuer) => {
      expect(read([{ ...AGENCY, issuer }])).toMatchObject([{ issuer }]);
    },
  );

  it.each([
    ['no JSON', '{'],
    ['no list', {}],
    ['an entry that is no object', ['northgate']],
    ['an unknown field', [{ ...AGENCY, clientSecret: 'in the file' }]],
    ['no organisation', [{ ...AGENCY, organisation: undefined }]],
    ['a handle that is none', [{ ...AGENCY, organisation: '../northgate' }]],
    ['an issuer without TLS elsewhere', [{ ...AGENCY, issuer: 'http://id.example.org' }]],
    ['an issuer on a host that only begins alike', [{ ...AGENCY, issuer: 'http://localhost.example.org' }]],
    ['an issuer with a query', [{ ...AGENCY, issuer: 'https://id.example.org/?x=1' }]],
    ['an issuer with a password', [{ ...AGENCY, issuer: 'https://a:b@id.example.org' }]],
    ['an issuer of another kind', [{ ...AGENCY, issuer: 'file:///etc/passwd' }]],
    ['no client', [{ ...AGENCY, clientId: '' }]],
    ['a secret that is not there', [{ ...AGENCY, clientSecretFile: 'nowhere' }]],
    ['an empty secret', [{ ...AGENCY, clientSecretFile: 'empty' }]],
    ['not said whether it is required', [{ ...AGENCY, required: 'yes' }]],
    ['a signature anybody can make', [{ ...AGENCY, idTokenAlgorithm: 'none' }]],
    ['a signature of a shared secret', [{ ...AGENCY, idTokenAlgorithm: 'HS256' }]],
    ['an organisation twice', [AGENCY, { ...AGENCY, clientId: 'other' }]],
  ])('stop the start by the name of the variable: %s', (_what, content) => {
    const attempt = (): unknown => read(content);
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^SEALBRIDGE_AGENCIES_FILE: /u);
  });
});

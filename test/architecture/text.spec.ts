// No tracked text holds a path of one machine, a credential, or work left open.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, trackedFiles } from '../support/repository.js';
import { findingsIn, RULE_NAMES } from './text/rules.js';

/** The lockfile is checked by a rule of its own; the two files of this gate name what they look for. */
const NOT_READ = /^(?:package-lock\.json|test\/architecture\/text(?:\/rules\.ts|\.spec\.ts))$|\.(?:png|ico|woff2)$/;

describe('the tracked texts', () => {
  const paths = trackedFiles().filter((path) => !NOT_READ.test(path));

  it('were read', () => {
    expect(paths.length).toBeGreaterThan(100);
  });

  it('break no rule', () => {
    const findings = paths.flatMap((path) =>
      findingsIn(path, readFileSync(join(ROOT, path), 'utf8')).map(({ rule, line }) => `${path}:${line}: ${rule}`),
    );
    expect(findings).toEqual([]);
  });
});

const PLANTED: readonly (readonly [rule: string, line: string])[] = [
  ['path of one machine', "const fixtures = '/home/me/fixtures';"],
  ['path of one machine', 'see /tmp/plan for the rest'],
  ['path that leaves the checkout', "readFileSync('../shared/cases/01.json')"],
  ['private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ['credential of a service', `token: ghp_${'a'.repeat(36)}`],
  ['password in an address', 'DATABASE_URL=postgres://app:hunter2@db.internal/app'],
  ['work left open', '// TODO: check the signature'],
  ['test that does not run', "it.only('passes', () => {})"],
  ['switched-off type check', '// @ts-ignore'],
  ['host of one registry', 'https://registry.npmjs.org/pg'],
  ['not plain words', 'as an AI, the author'],
];

describe('the rules for texts', () => {
  it.each(PLANTED)('turn red on: %s (%s)', (rule, line) => {
    expect(findingsIn('libs/x/src/a.ts', line)).toEqual([{ rule, line: 1 }]);
  });

  it('each have a planted fault', () => {
    expect([...new Set(PLANTED.map(([rule]) => rule))].sort()).toEqual([...RULE_NAMES].sort());
  });

  it.each(["join(tmpdir(), 'sealbridge-x')", 'postgres://user:password@example/db', "import x from './shared-key.js'"])(
    'stay green on: %s',
    (line) => {
      expect(findingsIn('libs/x/src/a.ts', line)).toEqual([]);
    },
  );
});

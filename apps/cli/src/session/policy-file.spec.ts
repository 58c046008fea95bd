import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ready } from '@sealbridge/sodium';

import { makeLogFixture, ORIGIN } from '../../../../test/support/log-fixture.js';
import { EXIT } from '../output/exit-code.js';
import { exitOf, isExpected } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';
import { readPinnedPolicy } from './policy-file.js';

describe('the policy of a profile', () => {
  let folder: string;
  let profile: Profile;
  let text: string;

  beforeAll(ready);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-policy-'));
    text = makeLogFixture().policyText;
    profile = profileOf(text);
    writeFileSync(profile.policyFile, text);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function profileOf(policy: string): Profile {
    const policySha256 = createHash('sha256').update(policy).digest('hex');
    return { policyFile: join(folder, 'policy'), policySha256 } as Profile;
  }

  it('is the file that was pinned', () => {
    expect(readPinnedPolicy(profile).logs.map(({ key }) => key.name)).toEqual([ORIGIN]);
  });

  it.each<[string, () => string]>([
    ['of another log', () => makeLogFixture().policyText],
    ['the same without a quorum', () => text.replace('quorum both', 'quorum none')],
    ['the same with one comment more', () => `# checked\n${text}`],
    ['not one any more', () => 'nothing'],
  ])('is refused with exit 5 when the file is %s', (_name, other) => {
    writeFileSync(profile.policyFile, other());
    expect(() => readPinnedPolicy(profile)).toThrow(expect.objectContaining({ code: 'E_POLICY', exit: 5 }) as Error);
  });

  it.each<[string, () => Profile]>([
    ['gone', () => ({ ...profile, policyFile: join(folder, 'nowhere') })],
    ['malformed although it was pinned', () => (writeFileSync(profile.policyFile, 'nothing'), profileOf('nothing'))],
  ])('is a wrong input when it is %s', (_name, of) => {
    const broken = of();
    const refused = thrownBy(() => readPinnedPolicy(broken));
    expect(refused).toMatchObject({ code: 'E_POLICY' });
    expect(isExpected(refused) && exitOf(refused)).toBe(EXIT.USAGE);
  });

  function thrownBy(work: () => unknown): unknown {
    try {
      return work();
    } catch (error) {
      return error;
    }
  }
});

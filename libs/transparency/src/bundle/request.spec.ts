import type { CborValue } from '@sealbridge/cbor';
import { ready } from '@sealbridge/sodium';
import { bundleOf, makeLogFixture } from '../../../../test/support/log-fixture.js';
import { verifyBundle } from './verify.js';

/** Which steps fail for a log with one opening, whose signed request says this in its fields 16 and 17. */
async function failures(grounds: [number, CborValue][]): Promise<unknown[]> {
  const log = makeLogFixture();
  log.open({ grounds });
  const failed: unknown[] = [];
  for await (const { name, outcome, code, index } of verifyBundle(bundleOf(log.files()), log)) {
    if (outcome === 'fail') failed.push([name, code, index]);
  }
  return failed;
}

describe('verifying what an open request says of ground and uses', () => {
  beforeAll(() => ready());

  it.each<[string, [number, CborValue][]]>([
    ['of before there were ground and uses', []],
    [
      'without a legal basis, where none is needed',
      [
        [16, null],
        [17, []],
      ],
    ],
    [
      'with both',
      [
        [16, 'court_order'],
        [17, ['commercial_use', 'media_release']],
      ],
    ],
  ])('takes an open request %s', async (_, grounds) => {
    expect(await failures(grounds)).toEqual([]);
  });

  it.each<[string, [number, CborValue][]]>([
    ['with a legal basis and no word about uses', [[16, 'court_order']]],
    ['with accepted uses and no word about the legal basis', [[17, []]]],
    [
      'with a legal basis of no text',
      [
        [16, ''],
        [17, []],
      ],
    ],
    [
      'with a legal basis that is a number',
      [
        [16, 1],
        [17, []],
      ],
    ],
    [
      'with uses in disorder',
      [
        [16, null],
        [17, ['media_release', 'civil_litigation']],
      ],
    ],
    [
      'with a use twice',
      [
        [16, null],
        [17, ['media_release', 'media_release']],
      ],
    ],
    [
      'with uses that are one text',
      [
        [16, null],
        [17, 'media_release'],
      ],
    ],
  ])('fails for an open request %s', async (_, grounds) => {
    expect(await failures(grounds)).toEqual([['devices', 'E_REQUEST', 0]]);
  });
});

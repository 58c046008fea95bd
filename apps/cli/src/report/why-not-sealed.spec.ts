import { type Agreement, ALWAYS_PROHIBITED } from '@sealbridge/directory';
import { DATA_CLASSES, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import { makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { makeReport } from '../../../../test/support/envelope-fixture.js';
import { whyNotSealed } from './why-not-sealed.js';

describe('why a report is sealed to nobody of a unit', () => {
  let world: SmallWorld;
  beforeAll(async () => {
    world = await makeSmallWorld('why not sealed');
  });

  const why = (
    terms: readonly Partial<Agreement>[],
    worksFor: readonly Purpose[] = PURPOSES,
    report = makeReport(),
  ) => {
    const { directory, harbour, northgate } = world;
    const between = terms.map((one) =>
      directory.agreement([harbour.org, northgate.org], { prohibited: ALWAYS_PROHIBITED, ...one }),
    );
    return whyNotSealed(report, between, { purposes: worksFor });
  };
  const withoutIdentifiers = { dataClasses: DATA_CLASSES.filter((data) => data !== 'identifiers') };

  it('is nothing when one agreement allows it', () => {
    expect(why([{}])).toBeNull();
    expect(why([withoutIdentifiers, {}])).toBeNull();
    expect(why([withoutIdentifiers], PURPOSES, makeReport({ identifiers: [] }))).toBeNull();
  });

  it('is what the agreement does not provide for', () => {
    expect(why([withoutIdentifiers])).toBe('E_DATA_CLASS');
  });

  it('is the purpose, of the agreement or of the unit', () => {
    expect(why([{ purposes: ['audit'] }], ['threat_to_life'])).toBe('wrong_purpose');
    const report = makeReport({ purposes: ['threat_to_life', 'audit'] });
    expect(why([{}], ['threat_to_life'], report)).toBe('wrong_purpose');
  });

  it('is left to the readers when the marking is above the ceiling', () => {
    expect(why([{ markingCeiling: 'CLEAR' }])).toBeNull();
  });
});

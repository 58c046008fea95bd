import type { Agreement, AgreementRecord } from '@sealbridge/directory';
import { DATA_CLASSES, type Purpose } from '@sealbridge/vocabulary';

import { makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import type { VerifiedDirectory } from '../directory/sync-directory.js';
import { type ReportLabels, simulatedReaders } from './simulated-readers.js';

const LABELS: ReportLabels = {
  ...{ tlp: 'AMBER', handling: 'PAP:AMBER', discovery: 'circle' },
  ...{ purposes: null, dataClasses: ['pattern_card', 'statements', 'identifiers'] },
};

describe('a simulated reader of a unit with two agreements', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld('simulated readers');
  });

  const agree = (terms: Partial<Agreement>): AgreementRecord =>
    world.directory.agreement([world.harbour.org, world.northgate.org], terms);

  /** The agreement that the grant would name, and its purposes. */
  function grantUnder(agreements: readonly AgreementRecord[], labels: Partial<ReportLabels> = {}) {
    const { directory, harbour } = world;
    const found = { state: directory.state, log: { now: directory.hour * 3600 }, agreements, ends: new Map() };
    const [reader] = simulatedReaders(
      {
        directory: found as unknown as VerifiedDirectory,
        standings: { ofUnit: () => null, ofMember: () => null },
        sender: { org: harbour.org.org, unit: harbour.unit },
        labels: { ...LABELS, ...labels },
      },
      directory.recipient('northgate'),
    );
    return { agreement: reader?.agreement?.agreement, purposes: reader?.opening['purposes'] };
  }

  function limit(purposes: readonly Purpose[]): void {
    const { directory, northgate } = world;
    directory.publishOwn(northgate.org, { type: 'UNIT_PURPOSES', unit: northgate.unit, purposes });
  }

  it('has the grant of the one that leaves the unit something to work for', () => {
    limit(['victim_safeguarding']);
    const first = agree({ purposes: ['trafficking_investigation'] });
    const second = agree({ purposes: ['trafficking_investigation', 'victim_safeguarding'] });
    const expected = { agreement: second.agreement.agreement, purposes: ['victim_safeguarding'] };
    expect(grantUnder([first, second])).toEqual(expected);
    expect(grantUnder([first, second], { purposes: ['victim_safeguarding'] })).toEqual(expected);
  });

  it('has the grant of the one that provides for what is in the report', () => {
    const first = agree({ dataClasses: DATA_CLASSES.filter((data) => data !== 'identifiers') });
    const second = agree({});
    expect(grantUnder([first, second]).agreement).toBe(second.agreement.agreement);
    expect(grantUnder([first, second], { dataClasses: ['statements'] }).agreement).toBe(first.agreement.agreement);
  });
});

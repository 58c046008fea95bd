import { ALWAYS_PROHIBITED } from '@sealbridge/directory';
import type { CheckedOffer } from '@sealbridge/opening';
import { PROHIBITED_USES, type ProhibitedUse } from '@sealbridge/vocabulary';

import { makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { checkedOffer, sealInWorld } from '../../../../test/support/envelope-fixture.js';
import { groundsWords, legalBasisFor, prohibitedBy, readLegalBasis } from './grounds.js';

let world: SmallWorld;
let offer: CheckedOffer;

beforeAll(async () => {
  world = await makeSmallWorld('grounds');
  offer = checkedOffer(world, await sealInWorld(world));
});

describe('what a reader accepts as ruled out', () => {
  const prohibited = (offered: readonly string[], org = world.northgate.org.org, agreements = [world.agreement]) =>
    prohibitedBy(offer, { agreements }, org, offered);

  it('is all that the agreement in force rules out, though the server keeps it back', () => {
    expect(prohibited([])).toEqual(PROHIBITED_USES);
  });

  it('is what the server says of an older version besides, each use once', () => {
    const { directory, harbour, northgate, agreement } = world;
    const newest = directory.agreement([harbour.org, northgate.org], {
      agreement: agreement.agreement.agreement,
      prohibited: ALWAYS_PROHIBITED,
    });
    expect(prohibited([], northgate.org.org, [newest])).toEqual(ALWAYS_PROHIBITED);
    const both: ProhibitedUse[] = [...ALWAYS_PROHIBITED, 'media_release'];
    expect(prohibited(['media_release', ...ALWAYS_PROHIBITED], northgate.org.org, [newest])).toEqual(both);
  });

  it('is nothing of agreements that the report does not name, and nothing in the organisation that wrote it', () => {
    const { directory, harbour, northgate } = world;
    const other = directory.agreement([harbour.org, northgate.org]);
    expect(prohibited([], northgate.org.org, [other])).toEqual([]);
    expect(prohibited([], harbour.org.org)).toEqual([]);
  });

  it('is never a use that this client cannot name', () => {
    const unknown = expect.objectContaining({ code: 'E_UNKNOWN_USE', exit: 5 }) as Error;
    expect(() => prohibited(['media_release', 'training_of_machines'])).toThrow(unknown);
  });
});

describe('the legal basis', () => {
  const basisFor = (org: SmallWorld['harbour'], named?: 'court_order') =>
    legalBasisFor({ state: world.directory.state }, org.org.org, 'trafficking_investigation', named);

  it('is the first that fits for police, what was named before that, and none for others', () => {
    expect(basisFor(world.northgate)).toBe('competent_authority_task');
    expect(basisFor(world.northgate, 'court_order')).toBe('court_order');
    expect(basisFor(world.harbour)).toBeNull();
  });

  it('is stated for an organisation that the directory does not show', () => {
    const { state } = world.directory;
    expect(legalBasisFor({ state }, world.liaison.device, 'audit', undefined)).toBe('oversight_of_lawfulness');
  });

  it('has to fit the purpose when it is named', () => {
    expect(readLegalBasis('threat_to_life', 'vital_interests')).toBe('vital_interests');
    expect(readLegalBasis('threat_to_life', undefined)).toBeUndefined();
    const usage = expect.objectContaining({ code: 'E_LEGAL_BASIS', exit: 2 }) as Error;
    for (const named of ['court_order', 'VITAL_INTERESTS', '']) {
      expect(() => readLegalBasis('threat_to_life', named)).toThrow(usage);
    }
  });
});

describe('what the reader is told', () => {
  it('is one line for all that is accepted, and one for the basis; nothing where there is nothing', () => {
    const acceptedUses = ['civil_litigation', 'media_release'] as const;
    expect(groundsWords({ legalBasis: 'vital_interests', acceptedUses })).toEqual([
      'by opening you accept that nothing in it may be used for civil claims or release to the media',
      expect.stringMatching(
        /^legal basis vital_interests: needed to protect .+ \(Directive \(EU\) 2016\/680 art\. 10\(b\)/u,
      ),
    ]);
    expect(groundsWords({ legalBasis: null, acceptedUses: [] })).toEqual([]);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fixturesDir } from '../../../test/support/outside-data.js';
import { HTCDS_CONTROL_OF } from './ctdc.js';
import { HTCDS_CONTROLS } from './htcds.js';
import { handlingRank, markingRank, TLP, urgencyRank } from './markings.js';
import { COUNTRIES, countryOf, isPlace, USER_ASSIGNED_COUNTRIES } from './places.js';
import { CODE_LISTS } from './registry.js';
import { rightsOfRoles } from './roles.js';

const isoFile = join(fixturesDir() ?? '', 'geo', 'iso-codes');
const withIso = existsSync(join(isoFile, 'iso_3166-1.json')) ? test : test.skip;

describe('code lists', () => {
  test('have distinct schemes', () => {
    const schemes = CODE_LISTS.map((list) => list.scheme);
    expect(new Set(schemes).size).toBe(schemes.length);
  });

  test.each(CODE_LISTS.map((list) => [list.scheme, list] as const))(
    '%s is not empty and repeats no code',
    (_, list) => {
      expect(list.codes.length).toBeGreaterThan(1);
      expect(new Set(list.codes).size).toBe(list.codes.length);
      expect(list.version).not.toBe('');
    },
  );

  test('cannot be changed at run time', () => {
    const codes = CODE_LISTS[0]?.codes as string[];
    expect(() => codes.push('x')).toThrow(TypeError);
  });

  test('map every means of control to one of the HTCDS picklist', () => {
    for (const control of Object.values(HTCDS_CONTROL_OF)) expect(HTCDS_CONTROLS).toContain(control);
  });
});

describe('places', () => {
  withIso('are the countries of ISO 3166-1 (needs the outside list of codes)', () => {
    const list = JSON.parse(readFileSync(join(isoFile, 'iso_3166-1.json'), 'utf8')) as {
      '3166-1': { alpha_2: string }[];
    };
    const official = list['3166-1'].map((country) => country.alpha_2).sort();
    expect(COUNTRIES.filter((country) => !USER_ASSIGNED_COUNTRIES.includes(country))).toEqual(official);
  });

  withIso('have the form of every ISO 3166-2 subdivision (needs the outside list of codes)', () => {
    const list = JSON.parse(readFileSync(join(isoFile, 'iso_3166-2.json'), 'utf8')) as { '3166-2': { code: string }[] };
    expect(list['3166-2'].filter(({ code }) => !isPlace(code))).toEqual([]);
  });

  test.each(['TH', 'TH-10', 'FR-75C', 'XA', 'XB-1'])('accept %s', (place) => {
    expect(isPlace(place)).toBe(true);
    expect(countryOf(place)).toBe(place.slice(0, 2));
  });

  test.each(['', 'th', 'THA', 'TH-', 'TH-ABCD', 'ZZ', 'XC', 'TH_10', 'TH-10\n', 10])('refuse %j', (place) => {
    expect(isPlace(place)).toBe(false);
  });
});

describe('roles', () => {
  test('give nothing when there are none', () => {
    expect(rightsOfRoles([])).toEqual([]);
  });

  test('give the union of their rights, each once', () => {
    expect(rightsOfRoles(['liaison', 'analyst', 'org_admin', 'analyst'])).toEqual([
      'report.share',
      'report.open',
      'directory.admin',
      'agreement.sign',
      'identity.reveal',
    ]);
  });

  test('keep sharing, opening and auditing apart', () => {
    expect(rightsOfRoles(['auditor'])).toEqual(['audit.read']);
    expect(rightsOfRoles(['steward'])).toEqual(['org.admit']);
    expect(rightsOfRoles(['second_reader', 'unit_admin'])).toEqual([]);
    expect(rightsOfRoles(['guardian'])).toEqual(['identity.reveal']);
  });
});

describe('markings', () => {
  test('rise from CLEAR to RED', () => {
    expect(TLP.map(markingRank)).toEqual([0, 1, 2, 3, 4]);
    expect(handlingRank('PAP:RED')).toBeGreaterThan(handlingRank('PAP:AMBER'));
    expect(urgencyRank('threat_to_life_now')).toBeGreaterThan(urgencyRank('strategic'));
  });
});

// What a unit works for.
import type { CborValue } from '@sealbridge/cbor';
import type { Id } from '@sealbridge/vocabulary';
import { numbered, type HandSigner } from './by-hand.js';
import type { Step, StepsCase } from './steps.js';
import { by, bytesOf, freshId, root, twoRoots, type VectorWorld } from './vector-world.js';

/** The cases of unit-purposes.json. */
export function unitPurposesCases(world: VectorWorld): StepsCase[] {
  const { harbour, northgate, analyst, admin, liaison } = world;
  const org = harbour.org.org;
  const says = (values: readonly CborValue[], signers: readonly HandSigner[] = twoRoots(harbour.org)): Step[] => [
    { org, type: 'UNIT_PURPOSES', fields: numbered(...values), signers },
  ];
  const limit = (purposes: CborValue, signers?: readonly HandSigner[], unit: Id = harbour.unit): Step[] =>
    says([bytesOf(unit), purposes], signers);
  const all = [
    'audit',
    'prevention_disruption',
    'prosecution_support',
    'strategic_analysis',
    'threat_to_life',
    'trafficking_investigation',
    'training_synthetic_only',
    'victim_safeguarding',
  ];
  const two = ['threat_to_life', 'victim_safeguarding'];
  const unit = freshId('unit');
  const team: Step = { org, type: 'UNIT_ADD', fields: numbered(bytesOf(unit), 'harbour/team'), signers: [by(admin)] };
  const [one = by(admin)] = twoRoots(harbour.org);
  return [
    ['a unit is limited by two roots', limit(two), null],
    ['a unit is limited by an administrator', limit(two, [by(admin)]), null],
    ['a unit is limited to one purpose', limit(['audit']), null],
    ['a unit is said to work for everything', limit(all), null],
    ['a unit is limited, and then widened', [...limit(['audit']), ...limit(two)], null],
    ['a unit of a moment ago', [team, ...limit(two, [by(admin)], unit)], null],
    ['by a member who administers nothing', limit(two, [by(analyst)]), 'E_SIGNER'],
    ['by one root', limit(two, [one]), 'E_AUTHORITY'],
    ['by a root and an administrator', limit(two, [root(harbour.org, 0), by(admin)]), 'E_AUTHORITY'],
    ['by roots of another organisation', limit(two, twoRoots(northgate.org)), 'E_SIGNER'],
    ['by somebody of another organisation', limit(two, [by(liaison)]), 'E_SIGNER'],
    ['a unit of another organisation', limit(two, twoRoots(harbour.org), northgate.unit), 'E_UNKNOWN_UNIT'],
    ['a unit that there is not', limit(two, twoRoots(harbour.org), freshId('no unit')), 'E_UNKNOWN_UNIT'],
    ['the organisation instead of a unit', limit(two, twoRoots(harbour.org), org), 'E_UNKNOWN_UNIT'],
    ['no purpose', limit([]), 'E_FIELD'],
    ['purposes in disorder', limit(['victim_safeguarding', 'threat_to_life']), 'E_FIELD'],
    ['a purpose twice', limit(['audit', 'audit']), 'E_FIELD'],
    ['an unknown purpose', limit(['curiosity']), 'E_RECORD'],
    ['a prohibited use as purpose', limit(['media_release']), 'E_RECORD'],
    ['purposes that are null', limit(null), 'E_RECORD'],
    ['purposes that are one text', limit('audit'), 'E_RECORD'],
    ['a unit id that is too short', says([bytesOf(harbour.unit).slice(1), two]), 'E_RECORD'],
    ['no purposes at all', says([bytesOf(harbour.unit)]), 'E_RECORD'],
    ['a field after the purposes', says([bytesOf(harbour.unit), two, 1]), 'E_RECORD'],
  ];
}

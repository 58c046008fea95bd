import { PURPOSES, type Purpose } from '@sealbridge/vocabulary';
import { makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { auditOwnChain, firstKnowledge } from './own-chain/audit-own-chain.js';

describe('the purposes of a unit', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  function limit(purposes: readonly Purpose[]): void {
    const { directory, northgate } = world;
    directory.publishOwn(northgate.org, { type: 'UNIT_PURPOSES', unit: northgate.unit, purposes });
  }

  function purposesOf(): readonly Purpose[] | undefined {
    return world.directory.state.units.get(world.northgate.unit)?.purposes;
  }

  it('are all of them before anything was said', () => {
    expect(purposesOf()).toEqual(PURPOSES);
  });

  it('are what was said last, whether it takes away or adds', () => {
    limit(['victim_safeguarding', 'threat_to_life']);
    expect(purposesOf()).toEqual(['threat_to_life', 'victim_safeguarding']);
    limit(['audit']);
    expect(purposesOf()).toEqual(['audit']);
  });

  it('change nothing else of the unit, and nothing of another one', () => {
    const { directory, harbour, northgate } = world;
    const before = directory.state.units.get(northgate.unit);
    limit(['audit']);
    expect(directory.state.units.get(northgate.unit)).toEqual({ ...before, purposes: ['audit'] });
    expect(directory.state.units.get(harbour.unit)?.purposes).toEqual(PURPOSES);
  });

  it('stay when the unit gets a new key', () => {
    const { directory, northgate, liaison } = world;
    limit(['audit']);
    directory.epoch(northgate, [liaison]);
    expect(purposesOf()).toEqual(['audit']);
  });

  it('come with the recipient that a check before sealing gives', () => {
    expect(world.directory.recipient('northgate').purposes).toEqual(PURPOSES);
    limit(['audit']);
    expect(world.directory.recipient('northgate').purposes).toEqual(['audit']);
  });

  it('are told to the own organisation, and are no alarm', () => {
    const { directory, northgate, liaison } = world;
    const own = { org: northgate.org.org, member: liaison.member, device: liaison.device };
    const known = firstKnowledge(directory.state, own, directory.hour);
    limit(['audit']);
    expect(auditOwnChain(directory.state, known)).toMatchObject([
      { kind: 'unit_purposes', alarming: false, subjects: [northgate.unit] },
    ]);
  });
});

import { makeSmallWorld, type SmallWorld } from '../../../../../test/support/directory-fixture.js';
import { exposureOf, exposureText } from './exposure.js';

describe('what somebody may have seen', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  it('is every unit whose key a device of theirs had, with what the server counts', () => {
    const { directory, harbour, analyst } = world;
    const seen = exposureOf(directory.state, analyst.member, [{ unit: harbour.unit, sealed: 3, opened: 1 }]);
    expect(seen).toMatchObject([{ unit: 'harbour', sealed: 3, opened: 1 }]);
    expect(exposureText(seen)[0]).toContain("3 reports by the server's count, 1 of them opened");
  });

  it('is told all the same when the server counts nothing', () => {
    const { directory, analyst } = world;
    const [line] = exposureText(exposureOf(directory.state, analyst.member, []));
    expect(line).toMatch(/^may have been seen already: all that was sealed to harbour since .*does not say how many/u);
  });
});

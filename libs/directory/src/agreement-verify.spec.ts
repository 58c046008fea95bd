import { FIXTURE_ORIGIN, makeSmallWorld } from '../../../test/support/directory-fixture.js';
import { verifyAgreement } from './agreement-verify.js';

describe('an agreement', () => {
  it('is taken in a later version by who holds no earlier one, and by nobody as the first', async () => {
    const { directory, harbour, northgate, agreement: first } = await makeSmallWorld();
    const { state } = directory;
    const amended = directory.agreement([harbour.org, northgate.org], { version: 2, prevHash: first.hash });
    expect(verifyAgreement({ state, record: amended, origin: FIXTURE_ORIGIN }).version).toBe(2);
    const asFirst = { state, record: amended, previous: null, origin: FIXTURE_ORIGIN };
    expect(() => verifyAgreement(asFirst)).toThrow('does not follow');
  });
});

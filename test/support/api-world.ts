// The small world of directory-fixture.ts as it would be made today: the API checks signatures against the clock.
import { FIXTURE_ORIGIN, makeDirectoryFixture, type SmallWorld } from './directory-fixture.js';

const SECONDS_PER_HOUR = 3600;
const DAY = 24 * SECONDS_PER_HOUR;
const YEAR = 365 * DAY;

/** harbour (NGO), northgate (police, with an agreement) and eastport (police, without), made this hour. */
export async function makePresentWorld(seed: string): Promise<SmallWorld> {
  const directory = await makeDirectoryFixture(seed);
  const now = Math.floor(Date.now() / 1000);
  directory.hour = Math.floor(now / SECONDS_PER_HOUR);
  const harbour = directory.unit(directory.organisation('harbour', 'ngo', 'XA'));
  const northgate = directory.unit(directory.organisation('northgate', 'police_unit', 'XB'));
  const eastport = directory.unit(directory.organisation('eastport', 'police_unit', 'XB'));
  const analyst = directory.person(harbour.org, [harbour], ['analyst']);
  const admin = directory.person(harbour.org, [harbour], ['org_admin', 'guardian']);
  const liaison = directory.person(northgate.org, [northgate], ['liaison']);
  const liaison2 = directory.person(northgate.org, [northgate], ['liaison']);
  const outsider = directory.person(eastport.org, [eastport], ['liaison']);
  const epochs = {
    harbour: directory.epoch(harbour, [analyst, admin]),
    northgate: directory.epoch(northgate, [liaison, liaison2]),
    eastport: directory.epoch(eastport, [outsider]),
  };
  const term = { start: now - DAY, end: now + 2 * YEAR, origin: FIXTURE_ORIGIN };
  const agreement = directory.agreement([harbour.org, northgate.org], term);
  return { directory, harbour, northgate, eastport, analyst, admin, liaison, liaison2, outsider, epochs, agreement };
}

import { layoutOf } from '../instance/home.js';
import { findRunning } from '../instance/running.js';
import { instanceFolder } from '../instance/settings.js';
import { usage } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';

/**
 * The server's origin: flag, SEALBRIDGE_SERVER, the running instance of SEALBRIDGE_HOME where the profile is one of its
 * demo persons, the profile's own server, the running instance. Throws a Failure (exit 2) when it is no http(s) origin.
 */
export function serverUrl(flag: string | undefined, profile: Profile | null, env: NodeJS.ProcessEnv): string {
  const home = layoutOf(instanceFolder(env));
  const running = findRunning(home)?.url;
  const isDemo = profile?.folder.startsWith(`${home.demo}/`) === true;
  const given =
    flag ?? nonEmpty(env['SEALBRIDGE_SERVER']) ?? (isDemo ? running : undefined) ?? profile?.server ?? running;
  if (given === undefined)
    throw usage('E_NO_SERVER', 'no server is known', 'start one with npm start, or give --server');
  return originOf(given);
}

/** A loopback address and `localhost` are one server, and sessions are bound to the name. */
function originOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw usage('E_SERVER', 'the server is not an http or https address');
  }
  if (url.hostname === '127.0.0.1' || url.hostname === '[::1]') url.hostname = 'localhost';
  return url.origin;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

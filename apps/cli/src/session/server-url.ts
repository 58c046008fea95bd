import { layoutOf } from '../instance/home.js';
import { findRunning } from '../instance/running.js';
import { instanceFolder } from '../instance/settings.js';
import { usage } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';

/**
 * The server's origin: flag, SEALBRIDGE_SERVER, the running instance of SEALBRIDGE_HOME where the profile is one of its
 * demo persons, the profile's own server, the running instance. Throws a Failure (exit 2) unless it is an https origin or
 * one of this machine.
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

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\])$/;
const LOCALHOST = 'localhost';

/**
 * A loopback address and `localhost` are one server, and sessions are bound to the name. Any other host has to be https: the
 * token of the session and what is asked for would cross the network in clear.
 */
function originOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw usage('E_SERVER', 'the server is not an http or https address');
  }
  if (LOOPBACK.test(url.hostname)) url.hostname = LOCALHOST;
  if (url.protocol === 'http:' && url.hostname !== LOCALHOST) {
    throw usage('E_SERVER', 'http is only for a server on this machine', `give https://${url.host}`);
  }
  return url.origin;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { layoutOf } from '../instance/home.js';
import { instanceFolder } from '../instance/settings.js';
import { usage } from '../output/failure.js';
import { type Profile, readProfile } from './profile-file.js';

type Environment = NodeJS.ProcessEnv;

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/**
 * The profile of that name: of a real person first, then of the demo world. Without a name the only one there is; with
 * none or several a Failure (exit 2) lists them.
 */
export function findProfile(flag: string | undefined, env: Environment): Profile {
  const name = flag ?? env['SEALBRIDGE_PROFILE'];
  const folders = profileFolders(env);
  if (name !== undefined && name !== '') return readProfile(folderOf(name, folders));
  const names = listProfiles(env);
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return readProfile(folderOf(only, folders));
  throw usage(
    'E_PROFILE_NEEDED',
    names.length === 0 ? 'there is no profile' : 'several profiles exist: say which',
    names.length === 0 ? 'start the demo with npm start' : `--profile ${names.join(' | ')}`,
  );
}

/** The names of all profiles on this machine. */
export function listProfiles(env: Environment): string[] {
  const names = profileFolders(env).flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder).filter((name) => NAME.test(name) && existsSync(join(folder, name, 'profile.json')))
      : [],
  );
  return [...new Set(names)].sort();
}

/** The folder that a new profile of a real person gets. Throws a Failure (exit 2) for a name that is none. */
export function newProfileFolder(name: string, env: Environment): string {
  const [own] = profileFolders(env);
  if (own === undefined || !NAME.test(name)) {
    throw usage('E_USAGE', 'that is not a name for a profile', 'letters, digits, dot, hyphen, underscore; at most 64');
  }
  return join(own, name);
}

/**
 * Name and folder of a profile that is to be made. Throws a Failure (exit 2) without a name, and when there is a profile of that name:
 * keys are never written over.
 */
export function findNewProfileFolder(
  flag: string | undefined,
  env: Environment,
): { readonly name: string; readonly folder: string } {
  const name = flag ?? env['SEALBRIDGE_PROFILE'] ?? '';
  if (name === '') throw usage('E_USAGE', 'a name for the new profile is needed', '--profile <name>');
  const folder = newProfileFolder(name, env);
  if (!existsSync(folder)) return { name, folder };
  throw usage('E_PROFILE_EXISTS', 'there is a profile of that name', 'give another name with --profile');
}

/** Where profiles lie, in the order they are looked up. */
function profileFolders(env: Environment): string[] {
  const config = env['XDG_CONFIG_HOME'];
  return [
    join(config === undefined || config === '' ? join(homedir(), '.config') : config, 'sealbridge'),
    layoutOf(instanceFolder(env)).demo,
  ];
}

function folderOf(name: string, folders: readonly string[]): string {
  const found = NAME.test(name) ? folders.find((folder) => existsSync(join(folder, name, 'profile.json'))) : undefined;
  if (found === undefined)
    throw usage('E_NO_PROFILE', 'there is no such profile', 'npx sealbridge keys show lists them');
  return join(found, name);
}

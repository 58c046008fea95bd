import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { usage } from '../output/failure.js';
import { type LimitVariables, limitVariables } from './limit-settings.js';
import { noticeVariables, type NoticeVariables } from './notice-settings.js';

/** What the environment says about an instance; docs/reference/configuration.md explains each variable. */
export interface InstanceSettings {
  readonly home: string;
  /** 0: pick a free one. */
  readonly port: number;
  /** An existing server, as a role that may create roles; null: the embedded one. */
  readonly databaseUrl: string | null;
  readonly demo: boolean;
  /** The public origin when it is not `http://localhost:PORT`. */
  readonly origin: string | null;
  /** ISO 8601 duration; null: the server's own default. */
  readonly patternWindow: string | null;
  /** How notices leave, passed on to the API. */
  readonly notices: NoticeVariables;
  /** How much may be asked, passed on to the API. */
  readonly limits: LimitVariables;
  /** The file of agencies, absolute, passed on to the API; null: none. */
  readonly agenciesFile: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_HOME = './.sealbridge';
const DEFAULT_PORT = 4000;
const MAX_PORT = 65_535;
const DURATION = /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/;

/** Reads and checks the variables. Throws a Failure that names the variable when one is wrong. */
export function readInstanceSettings(env: Environment): InstanceSettings {
  const demo = flag(env, 'SEALBRIDGE_DEMO', true);
  const home = instanceFolder(env);
  duration(env, 'SEALBRIDGE_NOTICE_JITTER');
  return {
    home,
    port: port(env),
    databaseUrl: databaseUrl(env),
    demo,
    origin: origin(env),
    patternWindow: duration(env, 'SEALBRIDGE_PATTERN_WINDOW') ?? (demo ? 'PT0S' : null),
    notices: noticeVariables(env, { home, demo }),
    limits: limitVariables(env),
    agenciesFile: absolute(text(env, 'SEALBRIDGE_AGENCIES_FILE')),
  };
}

/** The folder of the instance on this machine. */
export function instanceFolder(env: Environment): string {
  return text(env, 'SEALBRIDGE_HOME') ?? DEFAULT_HOME;
}

function port(env: Environment): number {
  const given = text(env, 'SEALBRIDGE_PORT');
  if (given === null) return DEFAULT_PORT;
  const value = Number(given);
  if (/^\d{1,5}$/.test(given) && value <= MAX_PORT) return value;
  throw wrong('SEALBRIDGE_PORT', 'a port from 0 to 65535');
}

function databaseUrl(env: Environment): string | null {
  const given = text(env, 'DATABASE_URL') ?? secretFile(env, 'DATABASE_URL_FILE');
  if (given === null) return null;
  if (/^postgres(ql)?:\/\/[^/]+\/[^/]+$/.test(given) && URL.canParse(given)) return given;
  throw wrong('DATABASE_URL', 'postgres://user:password@host:port/database');
}

function origin(env: Environment): string | null {
  const given = text(env, 'SEALBRIDGE_ORIGIN');
  if (given === null || (URL.canParse(given) && new URL(given).origin === given)) return given;
  throw wrong('SEALBRIDGE_ORIGIN', 'an origin such as https://bridge.example.org, without a path');
}

function duration(env: Environment, name: string): string | null {
  const given = text(env, name);
  if (given === null || DURATION.test(given)) return given;
  throw wrong(name, 'an ISO 8601 duration such as P1D or PT0S');
}

function flag(env: Environment, name: string, fallback: boolean): boolean {
  const given = text(env, name);
  if (given === null) return fallback;
  if (given === '0' || given === '1') return given === '1';
  throw wrong(name, '0 or 1');
}

function absolute(path: string | null): string | null {
  return path === null ? null : resolve(path);
}

function secretFile(env: Environment, name: string): string | null {
  const path = text(env, name);
  if (path === null) return null;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw wrong(name, 'a file that can be read');
  }
}

function text(env: Environment, name: string): string | null {
  const value = env[name];
  return value === undefined || value === '' ? null : value;
}

function wrong(name: string, wanted: string): Error {
  return usage('E_CONFIGURATION', `${name} is not ${wanted}`);
}

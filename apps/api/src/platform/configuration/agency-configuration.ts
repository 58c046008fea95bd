import { dirname, resolve } from 'node:path';

import { ConfigurationError, readBytes, type Reader } from './reader.js';

const NAME = 'SEALBRIDGE_AGENCIES_FILE';
const MAX_TEXT = 512;
const HANDLE = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/u;

/** Signatures an identity token may have (JWS names); all are public-key signatures. */
export const ID_TOKEN_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;
/** One of ID_TOKEN_ALGORITHMS. */
export type IdTokenAlgorithm = (typeof ID_TOKEN_ALGORITHMS)[number];

/** An organisation whose members its own identity provider knows. */
export interface Agency {
  /** Handle of the organisation. */
  readonly organisation: string;
  /** Issuer identifier, exactly as the provider spells it. https, or http on this machine. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a public client, which has PKCE alone. */
  readonly clientSecret: string | null;
  /** Whether its members sign in only after the provider has vouched for them. */
  readonly required: boolean;
  readonly idTokenAlgorithm: IdTokenAlgorithm;
}

/** Whether an issuer is on this machine, where alone it may be spoken to without TLS. */
export function isLoopbackIssuer(issuer: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(issuer).hostname);
}

/**
 * Reads the file SEALBRIDGE_AGENCIES_FILE names: a JSON list of agencies (docs/reference/configuration.md). Empty when it is not set.
 * Throws ConfigurationError, which says in words what is wrong and quotes nothing of the file.
 */
export function readAgencies(read: Reader): readonly Agency[] {
  const path = read.optional(NAME);
  if (path === null) return [];
  const list = parseJson(readBytes(NAME, path));
  if (!Array.isArray(list)) throw wrong('must hold a JSON list');
  const agencies = list.map((entry: unknown, index) => agencyOf(entry, `entry ${String(index + 1)}`, dirname(path)));
  const handles = new Set(agencies.map(({ organisation }) => organisation));
  if (handles.size !== agencies.length) throw wrong('names an organisation twice');
  return agencies;
}

function agencyOf(entry: unknown, where: string, folder: string): Agency {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw wrong(`${where} is not an object`);
  const fields = new Map<string, unknown>(Object.entries(entry));
  const take = (name: string): unknown => {
    const value = fields.get(name);
    fields.delete(name);
    return value;
  };
  const secretFile = optionalText(take('clientSecretFile'), `${where}: clientSecretFile`);
  const agency = {
    organisation: handle(take('organisation'), `${where}: organisation`),
    issuer: issuerOf(take('issuer'), `${where}: issuer`),
    clientId: text(take('clientId'), `${where}: clientId`),
    clientSecret: secretFile === null ? null : secretOf(resolve(folder, secretFile), `${where}: clientSecretFile`),
    required: flag(take('required'), `${where}: required`),
    idTokenAlgorithm: algorithm(take('idTokenAlgorithm'), `${where}: idTokenAlgorithm`),
  };
  if (fields.size > 0) throw wrong(`${where} has a field that is not known`);
  return agency;
}

function issuerOf(value: unknown, where: string): string {
  const issuer = text(value, where);
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '')
    throw wrong(`${where} is not an issuer`);
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackIssuer(issuer));
  if (!isAllowed) throw wrong(`${where} must start with https://`);
  return issuer;
}

function secretOf(path: string, where: string): string {
  const secret = new TextDecoder().decode(readBytes(NAME, path)).trimEnd();
  if (secret === '') throw wrong(`${where} names an empty file`);
  return secret;
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT) throw wrong(`${where} is not a text`);
  return value;
}

function optionalText(value: unknown, where: string): string | null {
  return value === undefined ? null : text(value, where);
}

function handle(value: unknown, where: string): string {
  const given = text(value, where);
  if (!HANDLE.test(given)) throw wrong(`${where} is not a handle`);
  return given;
}

function flag(value: unknown, where: string): boolean {
  if (typeof value !== 'boolean') throw wrong(`${where} is not true or false`);
  return value;
}

function algorithm(value: unknown, where: string): IdTokenAlgorithm {
  const given = value === undefined ? 'RS256' : ID_TOKEN_ALGORITHMS.find((name) => name === value);
  if (given === undefined) throw wrong(`${where} is not one of ${ID_TOKEN_ALGORITHMS.join(', ')}`);
  return given;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw wrong('does not hold JSON');
  }
}

function wrong(problem: string): ConfigurationError {
  return new ConfigurationError(NAME, problem);
}

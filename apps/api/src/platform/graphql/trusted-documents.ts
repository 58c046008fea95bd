import { readFileSync } from 'node:fs';

import { sha256, toHex, utf8 } from '@sealbridge/sodium';
import type { NextFunction, Request, Response } from 'express';

import { ConfigurationError } from '../configuration/reader.js';
import { ApiError } from '../errors/api-error.js';
import { answerGraphQl } from '../http/answer.js';

/**
 * The documents this server answers: in production the manifest generated with the client, in development any (null).
 * A request carries the text itself or `extensions.persistedQuery.sha256Hash`, SHA-256 of the text in hex.
 */
export type TrustedDocuments = ReadonlyMap<string, string> | null;

const SHA256_HEX = /^[0-9a-f]{64}$/u;

/** Reads the manifest; every text must hash to its key. Throws ConfigurationError. */
export function readTrustedDocuments(path: string | null, production: boolean): TrustedDocuments {
  if (path === null) {
    if (production) {
      throw new ConfigurationError('SEALBRIDGE_DOCUMENTS', 'must name the trusted documents in production');
    }
    return null;
  }
  const entries = Object.entries(parseManifest(path));
  const documents = new Map<string, string>();
  for (const [hash, text] of entries) {
    if (typeof text !== 'string' || !SHA256_HEX.test(hash) || hashOf(text) !== hash) {
      throw new ConfigurationError('SEALBRIDGE_DOCUMENTS', 'holds a document that does not match its hash');
    }
    documents.set(hash, text);
  }
  return documents;
}

function parseManifest(path: string): object {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null) {
      return parsed;
    }
  } catch {
    // answered below with the name of the variable
  }
  throw new ConfigurationError('SEALBRIDGE_DOCUMENTS', 'must name a JSON file of documents by hash');
}

const hashOf = (text: string): string => toHex(sha256(utf8(text)));

/** What a request says of its document. */
interface Asked {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

/**
 * The text of the document that a request asks for, by text or by hash; null when it is not one this server answers. A text sent beside
 * a hash is the one that counts.
 */
export function textOf({ query, extensions }: Asked, documents: TrustedDocuments): string | null {
  if (query !== undefined && query !== null) {
    if (typeof query !== 'string') return null;
    return documents === null || documents.get(hashOf(query)) === query ? query : null;
  }
  const persisted: unknown = isObject(extensions) ? extensions['persistedQuery'] : null;
  const hash: unknown = isObject(persisted) ? persisted['sha256Hash'] : null;
  return typeof hash === 'string' ? (documents?.get(hash) ?? null) : null;
}

/** Puts the text in place of a hash and refuses unknown documents before anything is parsed. */
export function trustOnly(documents: TrustedDocuments) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const body = request.body as Readonly<Record<string, unknown>>;
    const query = textOf(body, documents);
    if (query === null) {
      answerGraphQl(response, BAD_REQUEST, new ApiError(documents === null ? 'BAD_USER_INPUT' : 'PERSISTED_ONLY'));
      return;
    }
    const { operationName, variables } = body;
    request.body = { query, ...given({ operationName, variables }) };
    next();
  };
}

const BAD_REQUEST = 400;

/** Without what was left out; nothing else of a request goes on. */
const given = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

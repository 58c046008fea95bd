import { readFileSync } from 'node:fs';

import { sha256, toHex, utf8 } from '@sealbridge/sodium';
import type { NextFunction, Request, Response } from 'express';

import { ConfigurationError } from '../configuration/reader.js';
import { MESSAGES } from '../errors/api-error.js';

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

/** Puts the text in place of a hash and refuses unknown documents before anything is parsed. */
export function trustOnly(documents: TrustedDocuments) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const body: unknown = request.body;
    if (documents === null || typeof body !== 'object' || body === null) {
      next();
      return;
    }
    const text = documentOf(body, documents);
    if (text === null) {
      const error = { message: MESSAGES.PERSISTED_ONLY, extensions: { code: 'PERSISTED_ONLY' } };
      response.status(400).json({ errors: [error] });
      return;
    }
    const { extensions: _hash, ...rest } = body as Record<string, unknown>;
    request.body = { ...rest, query: text };
    next();
  };
}

function documentOf(body: object, documents: ReadonlyMap<string, string>): string | null {
  if ('query' in body && typeof body.query === 'string') {
    return documents.get(hashOf(body.query)) === body.query ? body.query : null;
  }
  const extensions: unknown = 'extensions' in body ? body.extensions : null;
  const persisted: unknown = isObject(extensions) ? extensions['persistedQuery'] : null;
  const hash: unknown = isObject(persisted) ? persisted['sha256Hash'] : null;
  return typeof hash === 'string' ? (documents.get(hash) ?? null) : null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

import { readFile } from 'node:fs/promises';

import { Inject, Injectable } from '@nestjs/common';
import { fromBase64 } from '@sealbridge/sodium';

import { API_CONFIGURATION, type ApiConfiguration } from '../platform/configuration/api-configuration.js';
import { ConfigurationError } from '../platform/configuration/reader.js';
import { Database } from '../platform/database/database.js';
import { Log } from '../platform/logging/logger.js';

import type { LockboxInput } from './directory.types.js';
import { PublicationService } from './publication.service.js';

interface GenesisFile {
  readonly records: readonly string[];
  readonly lockboxes: readonly (Omit<LockboxInput, 'bytes'> & { readonly bytes: string })[];
  /** The first record about the policy (docs/reference/policy-change.md). */
  readonly policy: string | null;
}

/** Takes the stewards' first events when the directory is empty: an act of the operator, before there is anybody to ask. */
@Injectable()
export class GenesisService {
  constructor(
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
    @Inject(Log) private readonly log: Log,
    private readonly database: Database,
    private readonly publication: PublicationService,
  ) {}

  /** Does nothing when organisations are there, or when no file is configured. Throws ConfigurationError for a bad file. */
  async begin(): Promise<void> {
    const { genesisFile } = this.configuration;
    if (genesisFile === null) return;
    const { records, lockboxes } = await readGenesis(genesisFile);
    const genesis = {
      records: records.map(fromBase64),
      lockboxes: lockboxes.map((lockbox) => ({ ...lockbox, bytes: fromBase64(lockbox.bytes) })),
    };
    const begun = await this.database.system((tx) => this.publication.begin(tx, genesis));
    if (begun) this.log.info('genesis taken', { count: records.length });
  }

  /** The first record about the policy as the file has it; null without one. Throws ConfigurationError for a bad file. */
  async rulesRecord(): Promise<Uint8Array | null> {
    const { genesisFile } = this.configuration;
    if (genesisFile === null) return null;
    const { policy } = await readGenesis(genesisFile);
    return policy === null ? null : fromBase64(policy);
  }
}

async function readGenesis(path: string): Promise<GenesisFile> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<GenesisFile>;
    if (!Array.isArray(value.records)) throw new TypeError('no records');
    return { records: value.records, lockboxes: value.lockboxes ?? [], policy: value.policy ?? null };
  } catch {
    throw new ConfigurationError('SEALBRIDGE_GENESIS', 'is not a readable genesis file');
  }
}

import { Injectable } from '@nestjs/common';
import { toHex } from '@sealbridge/sodium';

import { Database } from '../../platform/database/database.js';

/** How the session of a token stands now. */
export interface SessionGrounds {
  readonly alive: boolean;
  /** The least of the standings of device, member and organisation. */
  readonly standing: string;
  /** A digest of all that could take a right away: what the member may do is unchanged while it is. */
  readonly grounds: string;
}

interface Row extends SessionGrounds {
  readonly hash: Uint8Array;
}

const GROUNDS = {
  name: 'session-grounds',
  text: 'select token_hash as hash, alive, standing, grounds from sealbridge.session_grounds($1::bytea[])',
};

/** Looks after many sessions at once, without using any of them. */
@Injectable()
export class GroundsRepository {
  constructor(private readonly database: Database) {}

  /** By the token's SHA-256 in hex; a token that stands for no session is not among them. */
  async of(tokenHashes: readonly Uint8Array[]): Promise<ReadonlyMap<string, SessionGrounds>> {
    const rows = await this.database.query<Row>(GROUNDS, [tokenHashes]);
    return new Map(rows.map(({ hash, alive, standing, grounds }) => [toHex(hash), { alive, standing, grounds }]));
  }
}

import { Injectable } from '@nestjs/common';
import { sha256 } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { networkOf } from '../../platform/http/address-prefix.js';
import type { Caller } from '../../access/caller.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected } from '../../platform/graphql/rejected.js';
import { invalid, refused, type Failure } from '../../platform/graphql/user-error.js';
import { RateLimiter } from '../../platform/limits/rate-limiter.js';

import { SessionStartService } from '../session-start.service.js';
import { LOOKUP_BYTES } from './vault-rules.js';
import { VaultRepository, type FoundVault } from './vault.repository.js';
import { VaultByWordsPayload, type VaultByWordsInput } from './vault.types.js';

const ID_BYTES = 16;

/** Gives a vault to whoever has lost every device but holds the words. It opens with the words alone, not with what is sent here. */
@Injectable()
export class VaultRestoreService {
  constructor(
    private readonly access: Access,
    private readonly vaults: VaultRepository,
    private readonly starts: SessionStartService,
    private readonly limiter: RateLimiter,
  ) {}

  /** Anybody may try. Words that find nothing are answered alike, whoever else's they might be, and lock the address in the end. */
  find(caller: Caller, { clientMutationId, lookup }: VaultByWordsInput): Promise<VaultByWordsPayload | Failure> {
    return orRejected(async () => {
      if (lookup.length !== LOOKUP_BYTES) return invalid('E_SIZE', 'not what the words find a vault by', 'lookup');
      await this.limiter.requireAttempt('vault_words', networkOf(caller.client.address));
      const lookupSha256 = sha256(lookup);
      const standsFor = idOf(lookupSha256);
      await this.starts.requireUnlocked(caller, standsFor);
      let found: FoundVault | null = null;
      const outcome = await this.access.perform<FoundVault>(
        { ...caller, session: null },
        {
          action: 'vault.restore',
          resource: async (tx) => {
            found = await this.vaults.byWords(tx, lookupSha256);
            return found === null ? null : { type: 'Vault', attributes: { device: found.device, proved: true } };
          },
          work: () => (found === null ? Promise.reject(new Error('an act without its vault')) : Promise.resolve(found)),
          entry: ({ device, organisation, member }) => ({
            object: { type: 'device', id: device, version: null, hash: null },
            signer: { org: organisation, member, device },
          }),
        },
      );
      if (!outcome.ok) {
        await this.starts.fail(caller, standsFor);
        return refused(outcome.reason, outcome.ref);
      }
      return asType(VaultByWordsPayload, { clientMutationId, ...outcome.value });
    });
  }
}

/** Stands for a look-up that may be nobody's, where failures are counted. */
function idOf(lookupSha256: Uint8Array): Id {
  return idFromBytes(lookupSha256.slice(0, ID_BYTES));
}

import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';

import { VaultRestoreService } from './vault-restore.service.js';
import { VaultService } from './vault.service.js';
import { PutVaultInput, PutVaultResult, StoredVault, VaultByWordsInput, VaultByWordsResult } from './vault.types.js';

/** Vaults of devices. */
@Resolver()
export class VaultResolver {
  constructor(
    private readonly vaults: VaultService,
    private readonly restores: VaultRestoreService,
  ) {}

  /** Any signed-in member. */
  @Query(() => StoredVault, {
    nullable: true,
    description: "The vault of the caller's device; null when there is none.",
  })
  myVault(@CurrentCaller() caller: Caller): Promise<StoredVault | null> {
    return this.vaults.own(caller);
  }

  /** Any signed-in member, for the device of the session. */
  @Mutation(() => PutVaultResult, {
    description: "Puts the vault of the caller's device in the place of an older one.",
  })
  putVault(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The vault, and the signed statement over it.' }) input: PutVaultInput,
  ): Promise<typeof PutVaultResult> {
    return this.vaults.put(caller, input);
  }

  /** Anybody who holds the words. */
  @Mutation(() => VaultByWordsResult, { description: 'Finds the vault that recovery words open.' })
  vaultByWords(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'What the words find it by.' }) input: VaultByWordsInput,
  ): Promise<typeof VaultByWordsResult> {
    return this.restores.find(caller, input);
  }
}

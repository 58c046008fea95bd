import { Args, Mutation, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';

import { AgencyProofService } from './agency-proof.service.js';
import { ReadAgencyProofInput, ReadAgencyProofResult } from './agency.types.js';

/** What a command line asks while its person is at their agency. */
@Resolver()
export class AgencyResolver {
  constructor(private readonly proofs: AgencyProofService) {}

  /** Anybody who holds the token. */
  @Mutation(() => ReadAgencyProofResult, {
    description: 'Asks whether an agency has vouched for the holder of a token.',
  })
  readAgencyProof(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The token.' }) input: ReadAgencyProofInput,
  ): Promise<typeof ReadAgencyProofResult> {
    return this.proofs.read(caller, input);
  }
}

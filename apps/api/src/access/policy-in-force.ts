import { Injectable } from '@nestjs/common';
import { POLICY, type Policy } from '@sealbridge/policy';

/** The policy that acts are decided by. An act asks once and keeps to the answer. */
@Injectable()
export class PolicyInForce {
  /** The policy in force at this moment. */
  current(): Policy {
    return POLICY;
  }
}

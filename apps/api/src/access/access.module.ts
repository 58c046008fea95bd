import { Global, Module } from '@nestjs/common';

import { Access } from './access.js';
import { PolicyInForce } from './policy-in-force.js';

/** The only door, open to every feature, and the policy it is kept by. */
@Global()
@Module({ providers: [Access, PolicyInForce], exports: [Access, PolicyInForce] })
export class AccessModule {}

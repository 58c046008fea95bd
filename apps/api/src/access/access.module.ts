import { Global, Module } from '@nestjs/common';

import { Access } from './access.js';

/** The only door, open to every feature. */
@Global()
@Module({ providers: [Access], exports: [Access] })
export class AccessModule {}

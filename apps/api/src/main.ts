import 'reflect-metadata';

import { ready } from '@sealbridge/sodium';

import { serve } from './serve.js';
import { readApiConfiguration } from './platform/configuration/api-configuration.js';
import { exitOnFailure } from './platform/exit.js';
import { Log } from './platform/logging/logger.js';

await exitOnFailure(new Log(), async () => {
  await ready();
  await serve(readApiConfiguration(process.env));
});

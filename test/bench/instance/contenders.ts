import type { LoadClient } from './load-client.js';
import type { RawPool } from './raw-pool.js';
import type { Services } from './services.js';

/** What a workload on a running instance is measured with: the server, its services in this process, and its database alone. */
export interface Contenders {
  readonly client: LoadClient;
  readonly services: Services;
  readonly raw: RawPool;
}

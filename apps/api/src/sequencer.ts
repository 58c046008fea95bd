import 'reflect-metadata';

import { ready } from '@sealbridge/sodium';

import { runSequencer } from './audit/sequencing/run.js';
import { readSequencerConfiguration } from './platform/configuration/sequencer-configuration.js';
import { exitOnFailure } from './platform/exit.js';
import { Log } from './platform/logging/logger.js';
import { Metrics } from './platform/metrics/metrics.js';

const log = new Log();
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => stopping.abort());
}

await exitOnFailure(log, async () => {
  await ready();
  const configuration = readSequencerConfiguration(process.env);
  const metrics = new Metrics();
  if (configuration.metricsPort !== null) {
    await metrics.listen(configuration.metricsPort, configuration.host);
  }
  try {
    await runSequencer(configuration, { log, metrics }, stopping.signal);
  } finally {
    metrics.close();
  }
});

// Starts the dedicated Worker and keeps what it answers where the test can read it.
import type { RunnerReport } from './runner.worker.js';

declare global {
  interface Window {
    runnerReport?: RunnerReport;
  }
}

const worker = new Worker(new URL('./runner.worker.ts', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }: MessageEvent<RunnerReport>): void => {
  window.runnerReport = data;
  worker.terminate();
};
worker.onerror = ({ message }): void => {
  window.runnerReport = { cases: {}, failures: [`the worker did not start: ${message}`] };
};

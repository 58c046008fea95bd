import workerAddress from '../worker/session.worker.ts?worker&url';
import type { PageOperations, PasskeyShown, WorkerOperations } from '../worker/operations.js';
import { makePeer, type Peer } from '../worker/rpc.js';
import { forgetUnlocks } from './passkey.js';

/** A worker that runs, and the only way to it. */
export interface RunningWorker extends Peer<WorkerOperations> {
  /** Ends it at once: the keys in its memory are gone with it. */
  end(): void;
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
}

const trust = makePolicy();

/** Starts the one worker that holds keys. */
export function startWorker(page: PageOperationsAsync): RunningWorker {
  const worker = new Worker(trust(workerAddress), { type: 'module', name: 'keys' });
  const peer = makePeer<WorkerOperations>(worker, page, forgetAnswer);
  return { ...peer, end: () => worker.terminate() };
}

function forgetAnswer(name: string, value: unknown): void {
  if (name === ('showPasskey' satisfies keyof PageOperations)) forgetUnlocks(value as PasskeyShown);
}

/** What the page offers, answered now or later. */
export type PageOperationsAsync = {
  readonly [Name in keyof PageOperations]: (
    ...input: Parameters<PageOperations[Name]>
  ) => Promise<ReturnType<PageOperations[Name]>> | ReturnType<PageOperations[Name]>;
};

/** The policy of the server lets no text become the address of a script, but for this one address. */
function makePolicy(): (address: string) => string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('sealbridge-worker', {
    createScriptURL: (address) => {
      if (address !== workerAddress) throw new TypeError('not the worker');
      return address;
    },
  });
  return (address) => policy?.createScriptURL(address) ?? address;
}

// What this browser keeps of the devices it is: sealed vaults, and beside each what is public or a hash.
import { WorkFailure } from './failure.js';
import type { Stage } from './operations.js';
import type { Rotated } from './salts.js';

const NAME = 'sealbridge';
const VERSION = 1;
const DEVICES = 'devices';
const LOGS = 'logs';

/** What a device's words give the server, kept so that the vault can be put again without the paper. Public values. */
export interface WordsMark {
  readonly lookupSha256: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A device of this browser. */
export interface KeptDevice {
  readonly device: string;
  readonly organisation: string;
  readonly unit: string;
  readonly stage: Stage;
  /** VAULT bytes. */
  readonly vault: Uint8Array;
  /** The newest version that was ever seen here: an older one is refused. */
  readonly version: number;
  readonly words: WordsMark | null;
  /** Credential ids of its passkeys, base64url: also of those that cannot unlock. */
  readonly passkeys: readonly string[];
  readonly rotated?: Rotated;
}

/** What was read of the log and of agreements: it saves work, and holds nothing but hashes and events that others see too. */
export interface KeptLog {
  readonly device: string;
  readonly view: string | null;
  readonly agreements: readonly (readonly [string, readonly [number, number]])[];
}

/** All devices of this browser. */
export async function keptDevices(): Promise<KeptDevice[]> {
  return run(DEVICES, 'readonly', (store) => store.getAll() as IDBRequest<KeptDevice[]>);
}

/** One device of this browser, or null. */
export async function keptDevice(device: string): Promise<KeptDevice | null> {
  const found = await run(DEVICES, 'readonly', (store) => store.get(device) as IDBRequest<KeptDevice | undefined>);
  return found ?? null;
}

/** Keeps a device, in the place of what was kept of it. */
export async function keepDevice(kept: KeptDevice): Promise<void> {
  await run(DEVICES, 'readwrite', (store) => store.put(kept));
}

/** Takes a device out of this browser. */
export async function forgetDevice(device: string): Promise<void> {
  await run(DEVICES, 'readwrite', (store) => store.delete(device));
}

/** What was read of the log for a device. */
export async function keptLog(device: string): Promise<KeptLog> {
  const found = await run(LOGS, 'readonly', (store) => store.get(device) as IDBRequest<KeptLog | undefined>);
  return found ?? { device, view: null, agreements: [] };
}

/** Keeps what was read of the log for a device. */
export async function keepLog(kept: KeptLog): Promise<void> {
  await run(LOGS, 'readwrite', (store) => store.put(kept));
}

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const store of [DEVICES, LOGS]) request.result.createObjectStore(store, { keyPath: 'device' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(noStorage());
  });
  return opened;
}

async function run<T>(
  name: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const transaction = (await database()).transaction(name, mode, { durability: 'strict' });
  const request = work(transaction.objectStore(name));
  return new Promise<T>((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(noStorage());
  });
}

function noStorage(): WorkFailure {
  return new WorkFailure({ code: 'E_STORAGE', kind: 'unexpected' });
}

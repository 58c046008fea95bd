import { sha256, toHex, verifyTyped } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import type { OpenedEntry } from './entries-check.js';
import { deviceDomainOf, requestAgrees } from './request.js';
import { FirstFault, type Step } from './step.js';

/**
 * Whose key a device had, according to the directory events of the log. Given by the caller, because the directory's rules
 * are another library's. Events are shown in the order of the log.
 */
export interface DeviceKeys {
  /** Takes the event record (docs/reference/directory.md) at this index. Throws when the directory's rules refuse it. */
  learn(record: Uint8Array, index: number): void;
  /** The 32-byte signing key this device (16 bytes) had in the log before `index`, or null when it had none. */
  keyOf(device: Uint8Array, index: number): Uint8Array | null;
}

/** Checks device signatures over requests, and that each request says what its entry says. */
export class DeviceCheck {
  readonly #keys: DeviceKeys | null;
  readonly #isRestricted: boolean;
  readonly #faults = new FirstFault();
  readonly #requests = new Set<string>();
  #signed = 0;
  #repeated = 0;
  #unchecked = 0;

  /** Without `keys` only the presence and the wording of requests are checked. */
  constructor(keys: DeviceKeys | null, isRestricted: boolean) {
    this.#keys = keys;
    this.#isRestricted = isRestricted;
  }

  /** Takes a directory event. */
  learn(record: Uint8Array, index: number): void {
    try {
      this.#keys?.learn(record, index);
    } catch {
      this.#faults.note('E_DIRECTORY', index);
    }
  }

  /** Checks one entry. */
  add(entry: OpenedEntry): void {
    try {
      this.#check(entry);
    } catch (error) {
      if (!(error instanceof TransparencyError)) throw error;
      this.#faults.note(error.code, entry.index);
    }
  }

  /** The step, given how many entries the bundle withholds. */
  step(withheld: number): Step {
    const facts = { signed: this.#signed, repeated: this.#repeated, unchecked: this.#unchecked, withheld };
    const isBlind = this.#keys === null || (this.#signed === 0 && this.#unchecked + withheld > 0);
    return this.#faults.step('devices', facts, isBlind ? 'unchecked' : 'pass');
  }

  #check({ index, payload }: OpenedEntry): void {
    const domain = deviceDomainOf(payload.action);
    const request = payload.deviceRequest;
    if (payload.decision.effect !== 'ALLOW') return;
    if (request === null) {
      if (payload.action === 'report.open')
        throw new TransparencyError('E_REQUEST', 'an opening has no device request');
      return;
    }
    if (domain === null) {
      this.#unchecked += 1;
      return;
    }
    if (payload.actor === null || !requestAgrees(payload)) {
      throw new TransparencyError('E_REQUEST', 'a device request says something else than its entry');
    }
    const key = this.#keys?.keyOf(payload.actor.device, index) ?? null;
    if (key === null) {
      if (this.#keys !== null && !this.#isRestricted) throw new TransparencyError('E_DEVICE', 'a device is not known');
      this.#unchecked += 1;
      return;
    }
    if (!verifyTyped(domain, request.bytes, request.signature, key)) {
      throw new TransparencyError('E_DEVICE_SIGNATURE', 'a device signature does not verify');
    }
    this.#count(request.bytes);
  }

  #count(request: Uint8Array): void {
    const name = toHex(sha256(request));
    this.#signed += 1;
    if (!this.#requests.has(name)) {
      this.#requests.add(name);
      return;
    }
    // A nonce is taken once, so only a server that replays can log a second act on one request (security-corrections C5).
    this.#repeated += 1;
    throw new TransparencyError('E_REQUEST_TWICE', 'a device request stands for two acts');
  }
}

import type { NodeCertificate } from '../audit/node.js';
import { checkLogSignature, cosignatureTimes, type SignedCheckpoint } from '../checkpoint/check.js';
import { fulfilsQuorum, type Policy } from '../checkpoint/policy.js';
import { TransparencyError } from '../error.js';
import { parseNote } from '../note/note.js';
import type { DeviceKeys } from './device-check.js';
import { BUNDLE_FILES, parseManifest, verifyNodeCertificates, type Manifest } from './manifest.js';
import { readFile, type BundleSource } from './source.js';
import { failedStep, uncheckedStep, type Step } from './step.js';
import { EntryWalk, type OlderCheckpoint } from './walk.js';

/** What a bundle is verified against. All of it is the verifier's own; nothing of it comes from the bundle. */
export interface BundleOptions {
  readonly policy: Policy;
  /** An older checkpoint the verifier kept, to see that what it then saw is still there. */
  readonly since?: OlderCheckpoint;
  /** Whose keys signed device requests; without it that step is unchecked. */
  readonly devices?: DeviceKeys;
  /** False when the verifier may see every entry: nothing may be withheld then, whatever the bundle says of itself. */
  readonly mayWithhold?: boolean;
  /** The verifier's clock in unix seconds; cosignatures from the future are refused when it is given. */
  readonly now?: number;
}

/**
 * Verifies an evidence bundle step by step (docs/reference/audit-log.md, in the order of STEP_NAMES); `verdictOf` sums
 * them up. Every step is yielded exactly once. Reads each file once and tries nothing again, so what failed stays failed.
 */
export async function* verifyBundle(source: BundleSource, options: BundleOptions): AsyncGenerator<Step> {
  const manifest = await attempt('manifest', () => readManifest(source, options.policy));
  yield manifest.step;
  const checkpoint = await attempt('checkpoint', () => readCheckpoint(source, options.policy, manifest.value));
  yield checkpoint.step;
  yield checkpoint.value === null ? uncheckedStep('witnesses') : witnessStep(checkpoint.value, options);
  const walk = new EntryWalk(source, {
    checkpoint: checkpoint.value,
    certificates: manifest.value?.certificates ?? [],
    isRestricted: options.mayWithhold !== false && manifest.value !== null && manifest.value.restrictedTo !== null,
    devices: options.devices ?? null,
    since: options.since ?? null,
  });
  await walk.run();
  yield* walk.steps();
}

interface Attempt<T> {
  readonly value: T | null;
  readonly step: Step;
}

interface Read<T> {
  readonly value: T;
  readonly facts: Step['facts'];
}

async function attempt<T>(name: Step['name'], read: () => Promise<Read<T>>): Promise<Attempt<T>> {
  try {
    const { value, facts } = await read();
    return { value, step: { name, outcome: 'pass', code: null, index: null, facts } };
  } catch (error) {
    return { value: null, step: failedStep(name, error) };
  }
}

type CertifiedManifest = Manifest & { readonly certificates: readonly NodeCertificate[] };

async function readManifest(source: BundleSource, policy: Policy): Promise<Read<CertifiedManifest>> {
  const manifest = parseManifest(await readFile(source, BUNDLE_FILES.manifest));
  const certificates = verifyNodeCertificates(manifest, policy);
  return { value: { ...manifest, certificates }, facts: { nodes: certificates.length, made: manifest.made } };
}

async function readCheckpoint(
  source: BundleSource,
  policy: Policy,
  manifest: Manifest | null,
): Promise<Read<SignedCheckpoint>> {
  const keys = policy.logs.map((log) => log.key);
  const checkpoint = checkLogSignature(await readFile(source, BUNDLE_FILES.checkpoint), keys);
  const { origin, size } = checkpoint;
  if (manifest !== null && manifest.origin !== origin) {
    throw new TransparencyError('E_ORIGIN', 'manifest and checkpoint are of two logs');
  }
  if (manifest !== null && manifest.size !== size) {
    throw new TransparencyError('E_FORM', 'manifest and checkpoint differ in size');
  }
  return { value: checkpoint, facts: { origin, size } };
}

function witnessStep(checkpoint: SignedCheckpoint, { policy, now }: BundleOptions): Step {
  try {
    const times = cosignatureTimes(parseNote(checkpoint.note), policy, now);
    const newest = times.size === 0 ? {} : { newest: Math.max(...times.values()) };
    const facts = { cosigned: times.size, witnesses: policy.witnesses.size, ...newest };
    if (policy.quorum === null) return uncheckedStep('witnesses', facts);
    const outcome = fulfilsQuorum(policy, new Set(times.keys())) ? 'pass' : 'fail';
    return { name: 'witnesses', outcome, code: outcome === 'pass' ? null : 'E_QUORUM', index: null, facts };
  } catch (error) {
    return failedStep('witnesses', error);
  }
}

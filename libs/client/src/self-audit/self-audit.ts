import {
  type AuditFinding,
  auditOwnChain,
  type Device,
  firstKnowledge,
  type OwnKnowledge,
  unknownDevices,
} from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { verifying } from '../directory/verifying.js';
import type { Identity, SyncedDirectory } from '../session/person.js';
import type { KnownSoFar, KnownStore } from './known-store.js';

const SECONDS_PER_HOUR = 3600;

/** What the chain of the own organisation holds that the person was not told of. */
export interface SelfAudit {
  /** Everything since the person last acknowledged, in the order of the chain. */
  readonly findings: readonly AuditFinding[];
  /** What of it has to be looked at: it concerns the person or changes who may change things, and this device did not sign it itself. */
  readonly alarming: readonly AuditFinding[];
  /** Active devices of the person's own that the person does not know. */
  readonly unknown: readonly Device[];
  readonly known: KnownSoFar;
}

type Owner = Pick<Identity, 'org' | 'member' | 'device'>;

/**
 * Compares the chain of the own organisation with what the person was told. A device that never asked takes the chain as it is for
 * known, itself, and the devices by which it was let in. Throws a ClientError (`verification`) E_PARTIAL when an event of that chain was
 * not given: silence would be as if nothing had happened.
 */
export async function auditSelf(store: KnownStore, owner: Owner, directory: SyncedDirectory): Promise<SelfAudit> {
  const known = (await store.read()) ?? (await begin(store, owner, directory));
  const { state } = directory;
  const { org, member } = owner;
  const { lastSeq, lastHour } = known;
  const knowledge = { org, member, devices: new Set(known.devices), lastSeq, lastHour };
  const findings = verifying(() => auditOwnChain(state, knowledge));
  const alarming = findings.filter((finding) => finding.alarming && !isOwnAct(finding, owner.device));
  return { findings, alarming, unknown: unknownDevices(state, knowledge), known };
}

/** The person has looked: every event so far is known, and so is every device of the person. */
export async function acknowledgeAll(store: KnownStore, owner: Owner, directory: SyncedDirectory): Promise<void> {
  const known = (await store.read()) ?? (await begin(store, owner, directory));
  const { state, log } = directory;
  const devices = state.devicesOf(owner.member).map(({ device }) => device);
  const lastSeq = state.chains.get(owner.org)?.seq ?? known.lastSeq;
  await store.write({ ...known, lastSeq, lastHour: hourOf(log.now), devices });
}

/** The person let in a device and has compared its fingerprint. Nothing is kept on a device that never asked: it will know what it let in. */
export async function knowDevice(store: KnownStore, device: Id): Promise<void> {
  const known = await store.read();
  if (known !== null) await store.write({ ...known, devices: [...new Set([...known.devices, device])] });
}

/** Nothing is sealed in the name of somebody who has a device that they do not know. Throws a ClientError E_UNKNOWN_DEVICE. */
export function requireKnownDevices({ unknown }: Pick<SelfAudit, 'unknown'>): void {
  const [first] = unknown;
  if (first === undefined) return;
  throw new ClientError(
    'E_UNKNOWN_DEVICE',
    'verification',
    `the device ${first.device} acts in your name and is not known to this one; nothing was sealed`,
    "look with 'directory audit': revoke it with 'keys revoke', or say that it is yours with 'directory audit --acknowledge'",
  );
}

async function begin(store: KnownStore, owner: Owner, { state, log }: SyncedDirectory): Promise<KnownSoFar> {
  const hour = hourOf(log.now);
  const first: OwnKnowledge = verifying(() => firstKnowledge(state, owner, hour));
  const known = { lastSeq: first.lastSeq, lastHour: hour, devices: [...first.devices], units: new Map() };
  await store.write(known);
  return known;
}

/** What this device signed itself is no news to it; a device that was let in here is asked about all the same. */
function isOwnAct({ kind, signers }: AuditFinding, device: Id): boolean {
  return kind !== 'new_device_of_mine' && signers.every(({ kind: as, signer }) => as === 'device' && signer === device);
}

function hourOf(seconds: number): number {
  return Math.floor(seconds / SECONDS_PER_HOUR);
}

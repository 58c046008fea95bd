// What the log shows of the own organisation and of oneself since the last visit: the self-audit of each sign-in.
import { syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import {
  type AuditFinding,
  auditOwnChain,
  fingerprint,
  firstKnowledge,
  type OwnKnowledge,
  unknownDevices,
} from '@sealbridge/directory';
import type { Known } from '@sealbridge/keyring';
import { type Id, parseId } from '@sealbridge/vocabulary';

import type { Desk } from './desk.js';
import { WorkFailure } from './failure.js';
import { keepEverywhere } from './open-vault.js';
import type { Finding, Home } from './operations.js';

const SECONDS_PER_HOUR = 3600;
const MS_PER_HOUR = 3_600_000;

/** Brings the copy of the log up to date, checks it, and says what it shows since the last visit. Told once; unknown devices until settled. */
export async function home(desk: Desk): Promise<Home> {
  const { person } = desk.inside();
  const directory = await desk.during('reading_log', () => syncDirectory(person));
  const { state } = directory;
  const vault = desk.opened();
  const knowledge = knowledgeOf(desk, directory, vault.known);
  const findings = auditOwnChain(state, knowledge);
  const unknown = unknownDevices(state, knowledge);
  const ownSeq = state.chains.get(knowledge.org)?.seq ?? null;
  await keepEverywhere(desk, { ...vault, known: { ...vault.known, devices: [...knowledge.devices], ownSeq } });
  const setup = state.recoveryOf(knowledge.org);
  return {
    findings: findings.map(shown),
    unknown: unknown.map(({ device, signPublicKey }) => ({ device, fingerprint: fingerprint(signPublicKey) })),
    guardians:
      setup === null
        ? null
        : { threshold: setup.threshold, count: setup.guardians.length, delayHours: setup.delayHours },
  };
}

/** The person says that a device is theirs: it is known from now on. */
export async function acknowledge(desk: Desk, text: string): Promise<void> {
  const { vault } = desk.inside();
  const device = parseId(text);
  if (device === null) throw new WorkFailure({ code: 'E_DEVICE', kind: 'usage' });
  const devices = [...new Set<Id>([...vault.known.devices, device])];
  await keepEverywhere(desk, { ...vault, known: { ...vault.known, devices } });
}

function knowledgeOf(desk: Desk, { state, log }: VerifiedDirectory, known: Known): OwnKnowledge {
  const { profile } = desk.inside().person;
  if (known.ownSeq === null) return firstKnowledge(state, profile, Math.floor(log.now / SECONDS_PER_HOUR));
  const { org, member } = profile;
  return { org, member, devices: new Set(known.devices), lastSeq: known.ownSeq };
}

function shown({ seq, hour, kind, subjects, alarming, backDated }: AuditFinding): Finding {
  return {
    key: String(seq),
    kind,
    subject: subjects[0] ?? null,
    at: hour * MS_PER_HOUR,
    alarming: alarming || backDated,
  };
}

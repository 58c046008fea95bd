import { randomUUID } from 'node:crypto';

import { PublishDirectoryEventsDocument } from '@sealbridge/api-client';
import {
  addRotation,
  call,
  EventDraft,
  payload,
  rotateUnits,
  syncDirectory,
  type VerifiedDirectory,
} from '@sealbridge/client';
import { makeDeviceAdd, writeEventRecord } from '@sealbridge/directory';
import { makeDeviceKeys } from '@sealbridge/keyring';
import {
  hpkeSeal,
  makeKemKeyPair,
  makeSigningKeyPair,
  randomBytes,
  ready,
  signTyped,
  toBase64,
  utf8,
} from '@sealbridge/sodium';
import { Client } from 'pg';

import { personFolder } from '../../../apps/cli/src/instance/demo/key-files.js';
import { readProfile } from '../../../apps/cli/src/profile/profile-file.js';
import { type Person, signInAs } from '../../../apps/cli/src/session/person.js';
import { startTwice } from '../instance/running.js';
import type { Figure, Result } from '../result.js';
import { inParallel, inTurn, measureRoundRobin, type Plan } from '../round-robin.js';

const DEVICES = 50;
const REPORTS = 10_000;
const INFO = utf8('sr1/lockbox');
const BEFORE = 5;

/** Reports of the unit by the thousands: rows copied from those that people of the demo world really sent. */
const MORE_REPORTS = `
  with unit as (select id from sealbridge.unit where handle = 'harbour'),
  t as (select r.* from sealbridge.report r, unit where r.origin_unit = unit.id order by r.row limit 1),
  made as (
    insert into sealbridge.report (id, origin_org, origin_unit, version, marking, handling, urgency, discovery, purposes, agreements,
      open_until, retention_months, hour, scopes, attachments, sealed_bytes)
    select gen_random_uuid(), t.origin_org, t.origin_unit, t.version, t.marking, t.handling, t.urgency, t.discovery, t.purposes,
      t.agreements, t.open_until, t.retention_months, t.hour, t.scopes, t.attachments, t.sealed_bytes
    from t, generate_series(1, $1::int) returning row),
  v as (
    insert into sealbridge.report_version (row, version, report_hash, frame, policy, note, signer)
    select m.row, 1, sha256(int8send(m.row)), w.frame, w.policy, w.note, w.signer
    from made m, sealbridge.report_version w, t where w.row = t.row and w.version = 1)
  insert into sealbridge.stored_grant (id, row, version, org_id, unit_id, epoch, grant_hash, wrapped, kek_id, purposes, not_after)
  select gen_random_uuid(), m.row, 1, g.org_id, g.unit_id, g.epoch, g.grant_hash, g.wrapped, g.kek_id, g.purposes, g.not_after
  from made m, sealbridge.stored_grant g, t, unit where g.row = t.row and g.unit_id = unit.id`;

/** What rotation costs, as ratios and as figures that stand for themselves. */
export interface RotationResults {
  readonly results: readonly Result[];
  readonly figures: readonly Figure[];
}

/**
 * W11: a new key for a unit with 50 devices and 10,000 reports. Limit: the cryptography alone, 50 HPKE seals of a seed and a signature. Beside
 * it all that the device makes, and that with its publication, committed by the server. No report is touched, whatever their number.
 */
export async function rotating(plan: Plan): Promise<RotationResults> {
  await ready();
  const instance = await startTwice();
  const database = new Client({ connectionString: instance.adminUrl });
  await database.connect();
  try {
    const admin = await signInAs(readProfile(personFolder(instance.home, 'admin')), instance.url, {});
    const unit = new Rotated(admin, await withDevices(admin));
    const few = await median(() => unit.publish(), BEFORE);
    await database.query(MORE_REPORTS, [REPORTS]);
    const rows = await measureRoundRobin(
      [
        { name: '50 HPKE seals and a signature', run: inTurn(rawRotation()) },
        { name: 'all that the device makes', run: inTurn(() => void unit.make()) },
        { name: 'made, published and committed', run: inParallel(1, () => unit.publish()) },
      ],
      plan,
    );
    const from = performance.now();
    await rotateUnits(admin, await syncDirectory(admin), { units: [unit.id], reason: 'scheduled' });
    const whole = (performance.now() - from) / 1000;
    return {
      results: [{ workload: 'W11', what: `rotate a unit of ${DEVICES} devices and ${REPORTS} reports`, rows }],
      figures: [
        { what: 'the same publication with 20 reports', value: few, unit: 'ms', limit: null },
        {
          what: 'keys rotate as a whole: read, made, published, on the log, read back',
          value: whole,
          unit: 's',
          limit: null,
        },
      ],
    };
  } finally {
    await database.end();
    await instance.stop();
  }
}

/** The unit `harbour`, whose key is changed again and again. */
class Rotated {
  readonly id: EventDraft['org'];
  #directory: VerifiedDirectory;

  constructor(
    private readonly admin: Person,
    directory: VerifiedDirectory,
  ) {
    this.#directory = directory;
    this.id = admin.profile.unit;
  }

  make(): EventDraft {
    const draft = new EventDraft(this.#directory, this.admin.profile.org, this.admin.keys);
    addRotation(draft, this.id, { reason: 'scheduled' });
    return draft;
  }

  async publish(): Promise<void> {
    const draft = this.make();
    await send(this.admin, draft);
    this.#directory = { ...this.#directory, state: draft.state };
  }
}

/** So many further devices in the unit that a new key is sealed to fifty. */
async function withDevices(admin: Person): Promise<VerifiedDirectory> {
  const directory = await syncDirectory(admin);
  const { org, unit, member } = admin.profile;
  const draft = new EventDraft(directory, org, admin.keys);
  const had = directory.state.currentEpoch(unit)?.lockboxes.size ?? 0;
  for (let count = had; count < DEVICES; count += 1) {
    const { device, sign, kem } = makeDeviceKeys({ org, member });
    const fields = { device, member, signPublicKey: sign.publicKey, kemPublicKey: kem.publicKey };
    draft.addMade((position, context) => makeDeviceAdd(position, fields, sign.privateKey, context));
  }
  await send(admin, draft);
  return { ...directory, state: draft.state };
}

async function send({ client }: Person, draft: EventDraft): Promise<void> {
  const records = draft.records.map((record) => toBase64(writeEventRecord(record)));
  const input = { clientMutationId: randomUUID(), records, ...draft.attached };
  const { publishDirectoryEvents } = await call(() => client.request(PublishDirectoryEventsDocument, { input }));
  payload(publishDirectoryEvents, 'PublishDirectoryEventsPayload');
}

function rawRotation(): () => void {
  const holders = Array.from({ length: DEVICES }, () => makeKemKeyPair().publicKey);
  const { privateKey } = makeSigningKeyPair();
  const [seed, aad, leaf] = [randomBytes(32), randomBytes(100), randomBytes(100)] as const;
  return () => {
    for (const publicKey of holders) hpkeSeal({ publicKey, info: INFO, aad, plaintext: seed });
    signTyped('sr1.dir', leaf, privateKey);
  };
}

async function median(run: () => Promise<void>, count: number): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[Math.floor(count / 2)] ?? Number.NaN;
}

// People of every role who are asked what they may not know: those of the small world, and colleagues that it does not have.
import { randomUUID } from 'node:crypto';

import { PublishDirectoryEventsDocument } from '@sealbridge/api-client';
import { writeEventRecord } from '@sealbridge/directory';
import type { DeviceKeys } from '@sealbridge/keyring';
import { toBase64 } from '@sealbridge/sodium';

import { countAsVetted, type TestApi } from '../api.js';

/** Whoever asks: by role, or from where no role says it. */
export const ASKERS = [
  'analyst',
  'admin',
  'liaison',
  'outsider',
  'guest',
  'second reader',
  'guardian',
  'auditor',
  'steward',
] as const;
export type AskerName = (typeof ASKERS)[number];

/** Keys of each of them, of people who are there and vetted; a guest has none. */
export async function peopleOf(api: TestApi): Promise<ReadonlyMap<AskerName, DeviceKeys>> {
  const { directory, harbour, analyst, admin, liaison, outsider } = api.world;
  const [steward] = directory.stewardDevices;
  if (steward === undefined) throw new Error('no steward');
  const before = directory.records.length;
  const colleague = (roles: Parameters<typeof directory.person>[2]) => directory.person(harbour.org, [harbour], roles);
  const secondReader = colleague(['second_reader', 'unit_admin']);
  const guardian = colleague(['guardian']);
  const auditor = colleague(['auditor']);
  const records = directory.records.slice(before).map(({ record }) => toBase64(writeEventRecord(record)));
  const input = { clientMutationId: randomUUID(), records, lockboxes: [] };
  const { publishDirectoryEvents: answer } = await (
    await api.signIn(admin)
  ).request(PublishDirectoryEventsDocument, { input });
  if (answer.__typename !== 'PublishDirectoryEventsPayload') throw new Error(`${answer.code}: ${answer.message}`);
  await countAsVetted(api.admin);
  return new Map<AskerName, DeviceKeys>([
    ['analyst', analyst],
    ['admin', admin],
    ['liaison', liaison],
    ['outsider', outsider],
    ['second reader', secondReader],
    ['guardian', guardian],
    ['auditor', auditor],
    ['steward', steward],
  ]);
}

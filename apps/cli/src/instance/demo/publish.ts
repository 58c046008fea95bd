import { createHash } from 'node:crypto';

import { type ApiClient, PublishDirectoryEventsDocument, SignAgreementDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import { toBase64 } from '@sealbridge/sodium';

import type { Person } from '../../session/person.js';
import type { MadeOrganisation } from './made-organisation.js';

/** Publishes what an organisation begins with after its admission. The same events twice are one publication. */
export async function publishFounding(client: ApiClient, made: MadeOrganisation): Promise<void> {
  const records = made.records.slice(1);
  const { lockboxes } = made;
  const clientMutationId = mutationId(records.join());
  const input = { clientMutationId, records: [...records], lockboxes: lockboxes.map((lockbox) => ({ ...lockbox })) };
  const answer = await call(() => client.request(PublishDirectoryEventsDocument, { input }));
  payload(answer.publishDirectoryEvents, 'PublishDirectoryEventsPayload');
}

/** Publishes an agreement that both parties signed. */
export async function publishAgreement(steward: Person, record: Uint8Array): Promise<void> {
  const text = toBase64(record);
  const input = { clientMutationId: mutationId(text), record: text };
  const answer = await call(() => steward.client.request(SignAgreementDocument, { input }));
  payload(answer.signAgreement, 'SignAgreementPayload');
}

/** Named after what is sent: a loading that was killed and goes on repeats itself without doing anything twice. */
export function mutationId(content: string): string {
  return `demo-${createHash('sha256').update(content).digest('hex').slice(0, 32)}`;
}

// A demo person inside the test's own process: the steps of the command line one by one, so that a test can change one of
// them or do it fifty times at once.
import { join } from 'node:path';

import type { SubmitReportInput } from '@sealbridge/api-client';
import { syncDirectory } from '@sealbridge/client';
import { parseDecisionsFile, parseReportFile } from '@sealbridge/redaction';
import { ready, toBase64, toHex } from '@sealbridge/sodium';
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

import { readProfile } from '../../apps/cli/src/profile/profile-file.js';
import { passGate } from '../../apps/cli/src/report/gate.js';
import { type Person, signInAs } from '../../apps/cli/src/session/person.js';
import { type ReadyReport, seal, verifyRecipients } from '../../apps/cli/src/submission/seal.js';
import type { ReportOnDisk } from './commands.js';
import type { TestInstance } from './instance.js';

/** Signs in as the person of a demo profile. */
export async function asPerson(instance: TestInstance, profile: string): Promise<Person> {
  await ready();
  return signInAs(readProfile(join(instance.home, 'demo', profile)), instance.url, {});
}

/** Seals a report for northgate and uploads its ciphertext; nothing is submitted. */
export async function sealAndUpload(person: Person, files: ReportOnDisk): Promise<ReadyReport> {
  const draft = parseReportFile(new Uint8Array(readFileSync(files.report)));
  const decisions = parseDecisionsFile(new Uint8Array(readFileSync(files.decisions)));
  if (!draft.ok || !decisions.ok) throw new Error('the files are not accepted');
  const directory = await syncDirectory(person);
  const recipients = verifyRecipients(person, directory, ['northgate']);
  const made = await seal(person, directory, passGate(draft.draft, decisions.decisions), recipients, []);
  const { sha256, length, open } = made.sealed.body;
  await person.client.putBlob({ sha256: toHex(sha256), length, open: () => open() });
  return made;
}

/** The submission of a sealed report, as the command line makes it. */
export function submissionOf({ sealed, checkpointNote }: ReadyReport): SubmitReportInput {
  return {
    clientMutationId: randomUUID(),
    frame: toBase64(sealed.frame),
    policy: toBase64(sealed.policy),
    card: sealed.card === null ? null : { salt: toBase64(sealed.card.salt), card: toBase64(sealed.card.card) },
    grants: sealed.grants.map(({ bytes }) => toBase64(bytes)),
    grantSet: toBase64(sealed.grantSet),
    checkpointNote: toBase64(checkpointNote),
  };
}

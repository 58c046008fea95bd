import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';

import type { Command } from 'commander';

import { ExportAuditDocument } from '@sealbridge/api-client';
import { call, checkReceipt, payload, syncPersonLog } from '@sealbridge/client';
import { REQUEST_NONCE_BYTES, writeExportRequest } from '@sealbridge/envelope';
import { fromBase64, randomBytes, signTyped, toBase64 } from '@sealbridge/sodium';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { makeTemporaryFolder } from '../output/temporary-files.js';
import { type Person, signIn } from '../session/person.js';
import { gatherBundle } from './bundle/gather.js';
import { packBundle } from './bundle/pack.js';

/** `audit export`: an evidence bundle of what the caller may see. The export itself is signed and goes on the log. */
export function exportCommand(): Command {
  return verb('export', 'write an evidence bundle of what you may see; the export itself goes on the log')
    .requiredOption('--out <file>', 'the .zip to write; an existing file is not replaced')
    .action(async (flags: CommonFlags & { readonly out: string }) => {
      if (existsSync(flags.out)) throw usage('E_FILE_EXISTS', 'the file exists already');
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const exported = await requestExport(person);
      const folder = makeTemporaryFolder();
      await packBundle(folder, await gatherBundle(person, folder), flags.out);
      const result = { file: flags.out, bytes: statSync(flags.out).size, ...exported };
      output.result(result, () => `${flags.out}: ${result.bytes} bytes${restriction(result.restrictedTo)}`);
    });
}

function restriction(restrictedTo: string | null): string {
  return restrictedTo === null ? '' : `, restricted to ${restrictedTo}`;
}

/** Signs what is taken out and has it logged before anything is fetched. */
async function requestExport(
  person: Person,
): Promise<{ readonly eventId: string; readonly restrictedTo: string | null }> {
  const { edge } = await syncPersonLog(person);
  const request = writeExportRequest({
    origin: person.profile.origin,
    nodeKeyId: person.node.keyId,
    nonce: randomBytes(REQUEST_NONCE_BYTES),
    time: Math.floor(Date.now() / 1000),
    size: edge.size,
    reportId: null,
    signer: person.keys.device,
  });
  const signature = toBase64(signTyped('sr1.export', request, person.keys.sign.privateKey));
  const input = { clientMutationId: randomUUID(), request: toBase64(request), signature };
  const { exportAudit } = await call(() => person.client.request(ExportAuditDocument, { input }));
  const { eventId, leafHash, receipt, restrictedTo } = payload(exportAudit, 'ExportAuditPayload');
  checkReceipt(person, fromBase64(receipt), { eventId, leafHash });
  return { eventId, restrictedTo: restrictedTo ?? null };
}

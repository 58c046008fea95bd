// Makes the vector files of this folder, written straight from docs/reference/envelope.md by by-hand.ts. They are written once
// and kept: a change of format gets new files beside the old.
import { writeAgreementRecord, writeEventRecord } from '@sealbridge/directory';
import { toBase64Url, toHex } from '@sealbridge/sodium';
import { FIXTURE_NOW, FIXTURE_ORIGIN } from '../../support/directory-fixture.js';
import { attachmentCases } from './attachment-cases.js';
import { sealByHand, type HandEnvelope } from './by-hand.js';
import type { Case } from './case.js';
import { contentCases } from './content-cases.js';
import { freshId } from './content.js';
import { grantCases } from './grant-cases.js';
import { openRequestCases } from './open-request-cases.js';
import { partCases } from './part-cases.js';
import { signerCases } from './signer-cases.js';
import { statementCases } from './statement-cases.js';
import { makeEnvelopeWorld, type EnvelopeWorld } from './world.js';

/** The files by name; positive values are filled in by `settle`, which runs a case. */
export async function makeEnvelopeVectors(
  settle: (file: object, one: object) => Promise<unknown>,
): Promise<Record<string, object>> {
  const world = await makeEnvelopeWorld();
  const file = async (description: string, base: HandEnvelope, cases: readonly Case[]): Promise<object> => {
    const head = { kind: 'open', description, ...headOf(world), parts: partsOf(base), reading: readingOf(world) };
    const written: object[] = [];
    for (const one of cases) {
      const { description: text, envelope, parts, reading, error } = one;
      const replaced = { ...(envelope === undefined ? {} : changedParts(base, envelope)), ...parts };
      const entry = { description: text, parts: replaced, ...(reading === undefined ? {} : { reading }) };
      const expect = error === undefined ? { value: await settle(head, entry) } : { error };
      written.push({ ...entry, expect });
    }
    return { ...head, cases: written };
  };
  const plain = sealByHand(world, { noAttachment: true });
  return {
    'signers.json': await file('form, signatures, signers, grant set chain, policy', plain, signerCases(world, plain)),
    'grants.json': await file('grant, purpose, term, agreement, key', plain, grantCases(world)),
    'content.json': await file(
      'commitment, ciphertext, stream, padding, body, card',
      plain,
      contentCases(world, plain),
    ),
    'attachment.json': await file('attachments', sealByHand(world), attachmentCases(world)),
    'statements.json': { kind: 'parts', description: 'statements about keys', cases: statementCases() },
    'open-requests.json': {
      kind: 'parts',
      description: 'open requests with legal basis and accepted uses',
      cases: openRequestCases(world, plain),
    },
    'parts.json': { kind: 'parts', description: 'single parts and rules', cases: partCases(world, plain) },
  };
}

function headOf({ directory }: EnvelopeWorld): object {
  const records = directory.records.map(({ index, record }) => ({
    index,
    record: toBase64Url(writeEventRecord(record)),
  }));
  return { genesis: toHex(directory.genesis), records, logOrigin: FIXTURE_ORIGIN };
}

function readingOf({ northgate, epochs, agreement, earlyIndex }: EnvelopeWorld): object {
  return {
    reportId: freshId('report'),
    grantSetIndex: earlyIndex,
    purpose: 'trafficking_investigation',
    now: FIXTURE_NOW + 60,
    seen: null,
    unit: { org: northgate.org.org, unit: northgate.unit, epoch: 1, seed: toHex(epochs.northgate.kem.seed) },
    agreement: toBase64Url(writeAgreementRecord(agreement)),
  };
}

function partsOf(envelope: HandEnvelope): Record<string, unknown> {
  const { frame, policy, setPolicy, grantSet, grant, body, attachment, card } = envelope;
  const nullable = (bytes: Uint8Array | null): string | null => (bytes === null ? null : toBase64Url(bytes));
  return {
    frame: toBase64Url(frame),
    policy: toBase64Url(policy),
    setPolicy: nullable(setPolicy),
    grantSet: toBase64Url(grantSet),
    grant: toBase64Url(grant),
    body: toBase64Url(body),
    attachment: nullable(attachment),
    card: { salt: toHex(card.salt), card: toBase64Url(card.card) },
  };
}

function changedParts(base: HandEnvelope, envelope: HandEnvelope): Record<string, unknown> {
  const before = partsOf(base);
  const entries = Object.entries(partsOf(envelope));
  return Object.fromEntries(entries.filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])));
}

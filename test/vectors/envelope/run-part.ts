// Runs the vectors of single parts: hashes, lengths, commitments, and what a parser refuses.
import { decodeStrict, encode, type CborValue } from '@sealbridge/cbor';
import {
  ciphertextLength,
  commitToText,
  facetsHash,
  grantAad,
  grantHash,
  grantSetHash,
  operationDigest,
  paddedLength,
  parseCore,
  parseExportRequest,
  parseFrame,
  parseGrant,
  parseGrantSet,
  parseOpenRequest,
  parsePasskeyStatement,
  parsePolicy,
  parseRecoveryShareStatement,
  parseSessionStatement,
  parseStepUpStatement,
  parseVaultStatement,
  policyHash,
  reportHash,
  requireCiphertextLength,
  stepUpChallenge,
  writeCore,
  writeExportRequest,
  writeFrame,
  writeGrant,
  writeGrantSet,
  writeOpenRequest,
  writePasskeyStatement,
  writePolicy,
  writeRecoveryShareStatement,
  writeSessionStatement,
  writeStepUpStatement,
  writeVaultStatement,
  type StreamKind,
} from '@sealbridge/envelope';
import { fromBase64Url, fromHex, toBase64Url, toHex } from '@sealbridge/sodium';

/** One part, or one rule. What comes out is compared as JSON. */
export interface PartCase {
  readonly description: string;
  readonly part: keyof typeof RULES;
  readonly input: string;
  readonly expect: { readonly error?: string; readonly value?: unknown };
}

/** The value of one case. Throws EnvelopeError. */
export function runPart({ part, input }: PartCase): unknown {
  return RULES[part](input);
}

/** As requests were before they named a legal basis and the accepted uses, in fields 16 and 17. */
function withoutGrounds(bytes: Uint8Array): Uint8Array {
  const fields = decodeStrict(bytes, { maxBytes: bytes.length }) as ReadonlyMap<number, CborValue>;
  return encode(new Map([...fields].filter(([key]) => key < 16)));
}

// Every structure is read, written again, and must come out byte for byte.
const RULES = {
  frame: (input: string) => {
    const frame = parseFrame(fromBase64Url(input));
    return { again: toBase64Url(writeFrame(frame)) === input, reportHash: toHex(reportHash(frame)) };
  },
  core: (input: string) => ({ again: toBase64Url(writeCore(parseCore(fromBase64Url(input)))) === input }),
  policy: (input: string) => {
    const bytes = fromBase64Url(input);
    return { again: toBase64Url(writePolicy(parsePolicy(bytes))) === input, policyHash: toHex(policyHash(bytes)) };
  },
  grant: (input: string) => {
    const bytes = fromBase64Url(input);
    const grant = parseGrant(bytes);
    const again = toBase64Url(writeGrant(grant)) === input;
    return { again, grantHash: toHex(grantHash(bytes)), aad: toHex(grantAad(grant)) };
  },
  grantSet: (input: string) => {
    const bytes = fromBase64Url(input);
    const again = toBase64Url(writeGrantSet(parseGrantSet(bytes))) === input;
    return { again, grantSetHash: toHex(grantSetHash(bytes)) };
  },
  openRequest: (input: string) => {
    const { acceptedUses, ...request } = parseOpenRequest(fromBase64Url(input));
    const bytes = writeOpenRequest({ ...request, acceptedUses: acceptedUses ?? [] });
    const again = toBase64Url(acceptedUses === null ? withoutGrounds(bytes) : bytes) === input;
    return acceptedUses === null ? { again } : { again, legalBasis: request.legalBasis, acceptedUses };
  },
  session: (input: string) => ({
    again: toBase64Url(writeSessionStatement(parseSessionStatement(fromBase64Url(input)))) === input,
  }),
  exportRequest: (input: string) => ({
    again: toBase64Url(writeExportRequest(parseExportRequest(fromBase64Url(input)))) === input,
  }),
  passkey: (input: string) => ({
    again: toBase64Url(writePasskeyStatement(parsePasskeyStatement(fromBase64Url(input)))) === input,
  }),
  vault: (input: string) => ({
    again: toBase64Url(writeVaultStatement(parseVaultStatement(fromBase64Url(input)))) === input,
  }),
  stepUp: (input: string) => {
    const bytes = fromBase64Url(input);
    const again = toBase64Url(writeStepUpStatement(parseStepUpStatement(bytes))) === input;
    return { again, challenge: toHex(stepUpChallenge(bytes)) };
  },
  recoveryShare: (input: string) => ({
    again: toBase64Url(writeRecoveryShareStatement(parseRecoveryShareStatement(fromBase64Url(input)))) === input,
  }),
  operation: (input: string) => {
    const [mutation = '', ...parts] = input.split(' ');
    return toHex(operationDigest(mutation, parts.map(fromHex)));
  },
  facets: (input: string) => {
    const [salt = '', card = ''] = input.split(' ');
    return toHex(facetsHash({ salt: fromHex(salt), card: fromBase64Url(card) }));
  },
  commitment: (input: string) => {
    const [salt = '', ...words] = input.split(' ');
    return toHex(commitToText(fromHex(salt), words.join(' ')));
  },
  padded: (input: string) => {
    const [kind, length] = input.split(' ');
    const padded = paddedLength(kind as StreamKind, Number(length));
    return { padded, ciphertext: ciphertextLength(padded) };
  },
  ciphertext: (input: string) => {
    const [kind, length] = input.split(' ');
    return requireCiphertextLength(kind as StreamKind, Number(length));
  },
};

// The test vectors of W3C WebAuthn Level 3, read in place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fixturesDir } from './outside-data.js';

/** Origin and site of all of them. */
export const VECTOR_SITE = { origin: 'https://example.org', rpId: 'example.org' } as const;

/** A registration and an assertion by the same passkey. */
export interface WebAuthnVector {
  /** The part of its anchor after `sctn-test-vectors-`. */
  readonly name: string;
  readonly credentialId: Uint8Array;
  readonly registration: {
    readonly challenge: Uint8Array;
    readonly clientDataJSON: Uint8Array;
    readonly attestationObject: Uint8Array;
  };
  readonly authentication: {
    readonly challenge: Uint8Array;
    readonly clientDataJSON: Uint8Array;
    readonly authenticatorData: Uint8Array;
    readonly signature: Uint8Array;
  };
}

/** What the vectors say. */
export interface WebAuthnVectors {
  readonly vectors: readonly WebAuthnVector[];
  /** The root that signed the attestation certificates, PEM. */
  readonly attestationRoot: string;
  /** Values of the section on the PRF extension by name, in the order in which they stand there. */
  readonly prf: readonly { readonly name: string; readonly value: string }[];
}

interface Section {
  readonly anchor: string;
  readonly values: readonly (readonly [string | null, string, string])[];
}

/** Reads all of them; null when there are no fixtures. */
export function readWebAuthnVectors(): WebAuthnVectors | null {
  const folder = fixturesDir();
  if (folder === null) return null;
  const text = readFileSync(join(folder, 'crypto', 'derived', 'webauthn-l3-test-vectors.json'), 'utf8');
  const { sections } = JSON.parse(text) as { sections: readonly Section[] };
  return {
    vectors: sections.filter((section) => valueOf(section, 'registration', 'attestationObject') !== null).map(vectorOf),
    attestationRoot: pem(sections.flatMap((section) => valueOf(section, null, 'attestation_ca_cert') ?? [])[0] ?? ''),
    prf: sections
      .filter(({ anchor }) => anchor === 'test-vectors-extensions-prf')
      .flatMap(({ values }) => values.map(([, name, value]) => ({ name, value }))),
  };
}

function vectorOf(section: Section): WebAuthnVector {
  const bytes = (ceremony: string, name: string): Uint8Array =>
    new Uint8Array(Buffer.from(valueOf(section, ceremony, name) ?? '', 'hex'));
  return {
    name: section.anchor.replace('sctn-test-vectors-', ''),
    credentialId: bytes('registration', 'credential_id'),
    registration: {
      challenge: bytes('registration', 'challenge'),
      clientDataJSON: bytes('registration', 'clientDataJSON'),
      attestationObject: bytes('registration', 'attestationObject'),
    },
    authentication: {
      challenge: bytes('authentication', 'challenge'),
      clientDataJSON: bytes('authentication', 'clientDataJSON'),
      authenticatorData: bytes('authentication', 'authenticatorData'),
      signature: bytes('authentication', 'signature'),
    },
  };
}

function valueOf({ values }: Section, ceremony: string | null, name: string): string | null {
  return values.find(([of, called]) => of === ceremony && called === name)?.[2] ?? null;
}

function pem(hex: string): string {
  const lines =
    Buffer.from(hex, 'hex')
      .toString('base64')
      .match(/.{1,64}/gu) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

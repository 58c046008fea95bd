// Runs the cases of link.json.
import {
  deriveLink,
  openLinkOffer,
  openLinkProof,
  openLinkRequest,
  type LinkMessage,
  type LinkSecrets,
} from '@sealbridge/keyring';
import { verifyJoinProof } from '@sealbridge/directory';
import { fromBase64Url, fromHex, toHex } from '@sealbridge/sodium';
import type { Expectation } from './expectation.js';

/** A code as it is typed, and the three messages with their macs. */
export interface LinkCase {
  readonly description: string;
  readonly code: string;
  readonly request: string;
  readonly requestMac: string;
  readonly offer: string;
  readonly offerMac: string;
  readonly proof: string;
  readonly proofMac: string;
  readonly expect: Expectation;
}

/** What both sides know at the end. Throws KeyringError. */
export function runLink(one: LinkCase): unknown {
  const { lookup, macKey } = secretsOf(one.code);
  const [request, offer, proof] = [
    message(one.request, one.requestMac),
    message(one.offer, one.offerMac),
    message(one.proof, one.proofMac),
  ] as const;
  const asked = openLinkRequest(macKey, request);
  const { org, member, pins } = openLinkOffer(macKey, request, offer);
  const signature = openLinkProof(macKey, request, offer, proof);
  const { link, device, signPublicKey, kemPublicKey } = asked;
  const claim = { org, member, device, invitation: link, signPublicKey, kemPublicKey };
  if (!verifyJoinProof(claim, signature)) throw new Error('a proof was let through');
  const ids = [link, device, org, member];
  return { lookup: toHex(lookup), ids, unit: pins.unit, origin: pins.origin, signer: toHex(signPublicKey) };
}

const derived = new Map<string, LinkSecrets>();

// Once for each code: a derivation takes 64 MiB and a moment, and the cases have few codes.
function secretsOf(code: string): LinkSecrets {
  const secrets = derived.get(code) ?? deriveLink(code);
  derived.set(code, secrets);
  return secrets;
}

function message(bytes: string, mac: string): LinkMessage {
  return { bytes: fromBase64Url(bytes), mac: fromHex(mac) };
}

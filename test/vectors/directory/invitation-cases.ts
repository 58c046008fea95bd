// Invitations and what newcomers' devices say, written straight from docs/reference/invitation.md.
import { encode, type CborValue } from '@sealbridge/cbor';
import { deriveKemPublicKey, deriveSigningKeyPair, sha256, signTyped, toBase64Url } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { FIXTURE_NOW, FIXTURE_ORIGIN } from '../../support/directory-fixture.js';
import { numbered, type HandSigner } from './by-hand.js';
import { stepsCase, type Step } from './steps.js';
import { by, bytesOf, fresh, freshId, root, twoRoots, type VectorWorld } from './vector-world.js';

interface InvitationCase {
  readonly description: string;
  readonly fields?: readonly (readonly [number, CborValue])[];
  readonly signers?: readonly HandSigner[];
  readonly join?: Uint8Array;
  readonly origin?: string;
  readonly steps?: readonly Step[];
  readonly later?: number;
  readonly expect: object;
}

const error = (code: string): object => ({ error: code });

/** The cases of invitation.json. */
export function invitationCases(world: VectorWorld): object[] {
  return [...inviteCases(world), ...joinCases(world)].map((one) => {
    const { description, join, origin = FIXTURE_ORIGIN, steps = [], later = 0, expect } = one;
    const { records } = stepsCase(world, [description, steps, null]) as { records: object[] };
    const said = join === undefined ? { invite: toBase64Url(inviteOf(world, one)) } : { join: toBase64Url(join) };
    return { description, ...said, origin, now: FIXTURE_NOW + later * 3600, records, expect };
  });
}

function inviteOf({ harbour, admin }: VectorWorld, { fields = [], signers = [by(admin)] }: InvitationCase): Uint8Array {
  const ids = [freshId('invitation'), harbour.org.org, freshId('invited member')].map(bytesOf);
  const person: CborValue[] = [[bytesOf(harbour.unit)], ['analyst'], 'AMBER', 500_000, ['XA'], 'XA'];
  const map = numbered('sr1i', ...ids, ...person, FIXTURE_NOW + 3600, FIXTURE_ORIGIN);
  const bytes = encode(new Map([...map, ...fields]));
  const ordered = signers.toSorted((a, b) => a.kind - b.kind || Buffer.compare(a.signer, b.signer));
  return encode([bytes, ordered.map((one) => [one.kind, one.signer, signTyped('sr1.invite', bytes, one.privateKey)])]);
}

function inviteCases(world: VectorWorld): InvitationCase[] {
  const { harbour, admin, analyst, former, lost, northgate, directory } = world;
  const [steward] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner];
  const ok = { value: { by: admin.member } };
  const suspended: Step = {
    org: harbour.org.org,
    type: 'SUSPEND',
    fields: numbered(bytesOf(admin.member), 'emergency', 'misuse'),
    signers: [steward],
  };
  return [
    { description: 'an invitation by the administrator', expect: ok },
    { description: 'by two roots', signers: twoRoots(harbour.org), expect: error('E_AUTHORITY') },
    { description: 'by one root', signers: [root(harbour.org, 0)], expect: error('E_AUTHORITY') },
    { description: 'by nobody', signers: [], expect: error('E_AUTHORITY') },
    { description: 'by a steward', signers: [steward], expect: error('E_AUTHORITY') },
    { description: 'by an analyst', signers: [by(analyst)], expect: error('E_SIGNER') },
    { description: 'by an administrator who was removed', signers: [by(former)], expect: error('E_SIGNER') },
    { description: 'by a device that was revoked', signers: [by(lost)], expect: error('E_SIGNER') },
    {
      description: 'with another key',
      signers: [{ ...by(admin), privateKey: analyst.sign.privateKey }],
      expect: error('E_SIGNATURE'),
    },
    { description: 'by a suspended administrator', steps: [suspended], expect: error('E_SIGNER') },
    { description: 'by an administrator whose suspension lapsed', steps: [suspended], later: 24, expect: ok },
    { description: 'into another organisation', fields: [[2, bytesOf(northgate.org.org)]], expect: error('E_SIGNER') },
    {
      description: 'into an organisation that nobody knows',
      fields: [[2, bytesOf(freshId('x'))]],
      expect: error('E_PARTIAL'),
    },
    { description: 'made for another log', fields: [[11, 'log.example/1']], expect: error('E_INVITE_ORIGIN') },
    { description: 'judged by another log', origin: 'log.example/1', expect: error('E_INVITE_ORIGIN') },
    { description: 'made for no log', fields: [[11, '']], expect: error('E_FIELD') },
    {
      description: 'units unsorted',
      fields: [[4, [bytesOf(harbour.unit), new Uint8Array(16)]]],
      expect: error('E_FIELD'),
    },
    { description: 'a role twice', fields: [[5, ['analyst', 'analyst']]], expect: error('E_FIELD') },
    { description: 'an unknown role', fields: [[5, ['owner']]], expect: error('E_RECORD') },
    { description: 'an unknown clearance', fields: [[6, 'SECRET']], expect: error('E_RECORD') },
    { description: 'no jurisdiction', fields: [[8, []]], expect: error('E_FIELD') },
    { description: 'a malformed country', fields: [[9, 'XAA']], expect: error('E_FIELD') },
    { description: 'a name in it', fields: [[12, 'Synthetic Person']], expect: error('E_RECORD') },
    { description: 'another format', fields: [[0, 'sr2i']], expect: error('E_RECORD') },
  ];
}

interface Join {
  readonly ids?: Partial<Record<'org' | 'member' | 'device' | 'invitation', Id>>;
  readonly sign?: Uint8Array;
  readonly kem?: Uint8Array;
  readonly key?: Uint8Array;
  readonly more?: readonly CborValue[];
}

function joinCases({ harbour, analyst }: VectorWorld): InvitationCase[] {
  const pair = deriveSigningKeyPair(fresh('joining sign'));
  const kem = deriveKemPublicKey(fresh('joining kem'));
  const named = { org: harbour.org.org, member: freshId('m'), device: freshId('d'), invitation: freshId('i') };
  const idsOf = (ids: Join['ids'] = {}): Uint8Array[] => {
    const all = { ...named, ...ids };
    return [all.org, all.member, all.device, all.invitation].map(bytesOf);
  };
  // The proof is over the real ids and keys, what is shown may differ.
  const join = (shown: Join = {}): Uint8Array => {
    const proof = signTyped('sr1.join', encode([...idsOf(), sha256(kem)]), shown.key ?? pair.privateKey);
    const keys = [shown.sign ?? pair.publicKey, shown.kem ?? kem];
    return encode([...idsOf(shown.ids), ...keys, proof, ...(shown.more ?? [])]);
  };
  const other = freshId('other');
  const whole = join();
  return [
    { description: 'a device that joins', join: whole, expect: { value: { device: named.device } } },
    { description: 'proved for another organisation', join: join({ ids: { org: other } }), expect: error('E_POP') },
    { description: 'proved for another member', join: join({ ids: { member: other } }), expect: error('E_POP') },
    { description: 'proved for another device', join: join({ ids: { device: other } }), expect: error('E_POP') },
    {
      description: 'proved for another invitation',
      join: join({ ids: { invitation: other } }),
      expect: error('E_POP'),
    },
    {
      description: 'proved for another KEM key',
      join: join({ kem: deriveKemPublicKey(fresh('k')) }),
      expect: error('E_POP'),
    },
    { description: 'proved by another key', join: join({ key: analyst.sign.privateKey }), expect: error('E_POP') },
    {
      description: 'a signing key of small order',
      join: join({ sign: new Uint8Array(32) }),
      expect: error('E_SIGNING_KEY'),
    },
    {
      description: 'a KEM key that is not canonical',
      join: join({ kem: new Uint8Array(1216).fill(0xff) }),
      expect: error('E_KEM_KEY'),
    },
    { description: 'an item too many', join: join({ more: [1] }), expect: error('E_RECORD') },
    { description: 'the last byte is missing', join: whole.slice(0, -1), expect: error('E_RECORD') },
    { description: 'a byte too many', join: Uint8Array.of(...whole, 0), expect: error('E_RECORD') },
    { description: 'nothing', join: new Uint8Array(0), expect: error('E_RECORD') },
  ];
}

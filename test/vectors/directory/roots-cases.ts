// The three roots of an organisation are replaced, and roots say who administers.
import { encode, type CborValue } from '@sealbridge/cbor';
import type { ChainPosition } from '@sealbridge/directory';
import { deriveSigningKeyPair, sha256, signTyped, type SigningKeyPair } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { numbered, type HandSigner } from './by-hand.js';
import type { Step, StepsCase } from './steps.js';
import { by, bytesOf, fresh, freshId, root, twoRoots, type VectorWorld } from './vector-world.js';

/** The cases of roots.json. */
export function rootsCases(world: VectorWorld): StepsCase[] {
  return [...rotationCases(world), ...administratorCases(world)];
}

const NEW_ROOTS = [0, 1, 2].map((number) => `next root ${number}`);

function pairOf(label: string): SigningKeyPair {
  return deriveSigningKeyPair(fresh(label));
}

function signerOf({ publicKey, privateKey }: SigningKeyPair): HandSigner {
  return { kind: 0, signer: sha256(publicKey).slice(0, 16), privateKey };
}

interface Rotation {
  readonly labels?: readonly string[];
  readonly publicKeys?: readonly Uint8Array[];
  readonly signers?: readonly HandSigner[];
  /** What a proof names where it departs from what it should. */
  readonly named?: Partial<ChainPosition & { readonly word: string; readonly first: number }>;
  readonly proofs?: number;
}

function rotationCases(world: VectorWorld): StepsCase[] {
  const { harbour, northgate, admin, analyst } = world;
  const org = harbour.org.org;
  const rotate = (options: Rotation = {}): Step => {
    const pairs = (options.labels ?? NEW_ROOTS).map(pairOf);
    const publicKeys = options.publicKeys ?? pairs.map(({ publicKey }) => publicKey);
    const fields = (position: ChainPosition): Map<number, CborValue> => {
      const named = { ...position, word: 'root', first: 0, ...options.named };
      const proofs = pairs.map(({ publicKey, privateKey }, number) => {
        const claim = [idToBytes(named.org), named.word, named.first + number, named.seq, named.prev, publicKey];
        return signTyped('sr1.pop', encode(claim), privateKey);
      });
      return numbered([...publicKeys], proofs.slice(0, options.proofs));
    };
    return { org, type: 'ROOT_ROTATE', fields, signers: options.signers ?? twoRoots(harbour.org) };
  };
  const next = NEW_ROOTS.map((label) => signerOf(pairOf(label))) as [HandSigner, HandSigner, HandSigner];
  const old = [0, 1, 2].map((number) => root(harbour.org, number)) as [HandSigner, HandSigner, HandSigner];
  const unit = (signers: readonly HandSigner[]): Step => {
    const fields = numbered(bytesOf(freshId('unit')), 'harbour/team');
    return { org, type: 'UNIT_ADD', fields, signers };
  };
  const again = ['root a', 'root b', 'root c'];
  const used = harbour.org.roots.map(({ sign }) => sign.publicKey);
  const smallOrder = new Uint8Array(32).fill(1, 0, 1);
  const [first = smallOrder, second = smallOrder] = NEW_ROOTS.map((label) => pairOf(label).publicKey);
  return [
    ['two roots are followed by three others', [rotate()], null],
    ['what the next roots sign counts', [rotate(), unit([next[0], next[2]])], null],
    ['what the roots of before sign counts no more', [rotate(), unit([old[0], old[1]])], 'E_SIGNER'],
    ['one root of before and one of after', [rotate(), unit([old[0], next[1]])], 'E_SIGNER'],
    ['the next roots rotate again', [rotate(), rotate({ labels: again, signers: [next[0], next[1]] })], null],
    ['the roots of before rotate again', [rotate(), rotate({ labels: again })], 'E_SIGNER'],
    ['one root of before alone', [rotate({ signers: [old[0]] })], 'E_AUTHORITY'],
    ['three roots', [rotate({ signers: old })], 'E_AUTHORITY'],
    ['one root of before with a new one', [rotate({ signers: [old[0], next[0]] })], 'E_SIGNER'],
    ['two of the new roots', [rotate({ signers: [next[0], next[1]] })], 'E_SIGNER'],
    ['an administrator', [rotate({ signers: [by(admin)] })], 'E_AUTHORITY'],
    ['roots of another organisation', [rotate({ signers: twoRoots(northgate.org) })], 'E_SIGNER'],
    ['a proof for another place of the chain', [rotate({ named: { seq: 1 } })], 'E_POP'],
    ['a proof for another organisation', [rotate({ named: { org: northgate.org.org } })], 'E_POP'],
    ['a proof for another root', [rotate({ named: { first: 1 } })], 'E_POP'],
    ['a proof of something else than a root', [rotate({ named: { word: 'device' } })], 'E_POP'],
    ['a proof for another key', [rotate({ publicKeys: [second, first, pairOf('next root 2').publicKey] })], 'E_POP'],
    ['two proofs for three roots', [rotate({ proofs: 2 })], 'E_FIELD'],
    ['two roots instead of three', [rotate({ labels: NEW_ROOTS.slice(1) })], 'E_FIELD'],
    ['the same new root twice', [rotate({ labels: ['same', 'same', 'other'] })], 'E_DUPLICATE_KEY'],
    ['the roots of before as the next ones', [rotateToOld(world, used)], 'E_DUPLICATE_KEY'],
    ['a new root of small order', [rotate({ publicKeys: [smallOrder, first, second] })], 'E_SIGNING_KEY'],
    ['a signing key of a device as root', [rotate({ publicKeys: [analyst.sign.publicKey, first, second] })], 'E_POP'],
    ['another reserved type about roots', [{ ...rotate(), type: 'ROOT_REVOKE' }], 'E_TYPE'],
  ];
}

// Whoever holds all of them still proves them: the keys are refused because they were used.
function rotateToOld({ harbour }: VectorWorld, used: readonly Uint8Array[]): Step {
  const fields = (position: ChainPosition): Map<number, CborValue> => {
    const proofs = harbour.org.roots.map(({ sign }, number) => {
      const claim = [idToBytes(position.org), 'root', number, position.seq, position.prev, sign.publicKey];
      return signTyped('sr1.pop', encode(claim), sign.privateKey);
    });
    return numbered([...used], proofs);
  };
  return { org: harbour.org.org, type: 'ROOT_ROTATE', fields, signers: twoRoots(harbour.org) };
}

function administratorCases(world: VectorWorld): StepsCase[] {
  const { harbour, northgate, analyst, admin, former, liaison } = world;
  const org = harbour.org.org;
  const change = (type: string, member: Uint8Array, signers: readonly HandSigner[] = twoRoots(harbour.org)): Step => {
    return { org, type, fields: numbered(member), signers };
  };
  const add = (member: Uint8Array, signers?: readonly HandSigner[]): Step => change('ADMIN_ADD', member, signers);
  const remove = (member: Uint8Array, signers?: readonly HandSigner[]): Step => change('ADMIN_REMOVE', member, signers);
  const unit = (signer: HandSigner): Step => {
    return { org, type: 'UNIT_ADD', fields: numbered(bytesOf(freshId('unit')), 'harbour/team'), signers: [signer] };
  };
  const analystId = bytesOf(analyst.member);
  const adminId = bytesOf(admin.member);
  return [
    ['roots make an administrator, who signs', [add(analystId), unit(by(analyst))], null],
    ['an administrator makes another', [add(analystId, [by(admin)])], 'E_AUTHORITY'],
    ['one root makes an administrator', [add(analystId, [root(harbour.org, 0)])], 'E_AUTHORITY'],
    ['roots of another organisation make an administrator', [add(analystId, twoRoots(northgate.org))], 'E_SIGNER'],
    ['an administrator is made one again', [add(adminId)], 'E_ADMINISTRATOR'],
    ['a member who was removed', [add(bytesOf(former.member))], 'E_UNKNOWN_MEMBER'],
    ['a member of another organisation', [add(bytesOf(liaison.member))], 'E_UNKNOWN_MEMBER'],
    ['a device instead of a member', [add(bytesOf(analyst.device))], 'E_UNKNOWN_MEMBER'],
    ['roots take the right', [remove(adminId)], null],
    ['roots take the right, and it is gone', [remove(adminId), unit(by(admin))], 'E_SIGNER'],
    ['roots take the right and give it again', [remove(adminId), add(adminId), unit(by(admin))], null],
    ['roots take the right from who has it not', [remove(analystId)], 'E_ADMINISTRATOR'],
    ['an administrator takes the right of itself', [remove(adminId, [by(admin)])], 'E_AUTHORITY'],
    ['a field after the member', [{ ...add(analystId), fields: numbered(analystId, 1) }], 'E_RECORD'],
    ['another reserved type about administrators', [change('ADMIN_RENAME', analystId)], 'E_TYPE'],
  ];
}

import { deviceAt, type DirectoryState } from '@sealbridge/directory';
import { EnvelopeError, parseOpenRequest, type ReadOpenRequest } from '@sealbridge/envelope';
import type { SeenReport } from '@sealbridge/opening';
import { equal, toHex, verifyTyped } from '@sealbridge/sodium';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';

/** An allowed opening as the server lists it, with what the reader's device signed. */
export interface ListedOpening {
  readonly index: number;
  readonly purpose: string | null;
  readonly legalBasis: string | null;
  readonly acceptedUses: readonly string[] | null;
  readonly member: string | null;
  readonly request: Uint8Array | null;
  readonly requestSignature: Uint8Array | null;
}

/** What the originator knows by itself. */
export interface OriginatorView {
  readonly reportId: string;
  readonly logOrigin: string;
  readonly directory: DirectoryState;
  /** Hex of grant set hash → index on the verified log. */
  readonly grantSets: ReadonlyMap<string, number>;
  /** The newest grant set this profile has made or seen, or null. */
  readonly seen: SeenReport | null;
}

/**
 * Whether the device's signature was verified; `unchecked` when the directory of this person does not show the device, or not as
 * one in force at that place.
 */
export type RequestCheck = 'verified' | 'unchecked';

/**
 * Compares each opening with the newest grant set there was at its place on the log (security-corrections A6): a reader who was
 * shown an older one signed that. Newest is what this profile knows and what any of the readers signed. Throws a Failure (exit 5)
 * naming the first entry that does not fit.
 */
export function checkOpenings(openings: readonly ListedOpening[], view: OriginatorView): RequestCheck[] {
  const read = openings.map((opening) => ({ opening, request: readRequest(opening, view) }));
  const sets = knownSets(
    read.map(({ request }) => request),
    view,
  );
  return read.map(({ opening, request }) => {
    requireNewest(opening, request, sets);
    return checkSigner(opening, request, view);
  });
}

function readRequest(opening: ListedOpening, view: OriginatorView): ReadOpenRequest {
  const { index, request: bytes } = opening;
  if (bytes === null) throw unfit(index, 'it has no request of a device');
  const request = parsed(index, bytes);
  const isAbout = request.reportId === view.reportId && request.origin === view.logOrigin;
  if (!isAbout || !saysWhy(request, opening)) throw unfit(index, 'the reader signed something else');
  return request;
}

/** Whether the reader signed the purpose, the ground and the uses that are listed. */
function saysWhy(request: ReadOpenRequest, { purpose, legalBasis, acceptedUses }: ListedOpening): boolean {
  const isSame = request.purpose === purpose && request.legalBasis === legalBasis;
  return isSame && JSON.stringify(request.acceptedUses) === JSON.stringify(acceptedUses);
}

function parsed(index: number, bytes: Uint8Array): ReadOpenRequest {
  try {
    return parseOpenRequest(bytes);
  } catch (error) {
    if (error instanceof EnvelopeError) throw unfit(index, 'its request cannot be read');
    throw error;
  }
}

interface KnownSet {
  readonly hash: Uint8Array;
  readonly seq: number;
  /** Index on the log; null when it is not there. */
  readonly place: number | null;
}

function knownSets(requests: readonly ReadOpenRequest[], { grantSets, seen }: OriginatorView): KnownSet[] {
  const named = requests.map(({ grantSetHash: hash, grantSetSeq: seq }) => ({ hash, seq }));
  const own = seen === null ? [] : [{ hash: seen.grantSetHash, seq: seen.seq }];
  return [...named, ...own].map((set) => ({ ...set, place: grantSets.get(toHex(set.hash)) ?? null }));
}

function requireNewest({ index }: ListedOpening, request: ReadOpenRequest, sets: readonly KnownSet[]): void {
  const before = sets.filter(({ place }) => place !== null && place < index);
  const isLogged = before.some(({ hash }) => equal(hash, request.grantSetHash));
  if (!isLogged) throw unfit(index, 'the reader was shown a grant set that was not on the log');
  const newest = Math.max(...before.map(({ seq }) => seq));
  const isNewest = request.grantSetSeq === newest;
  const isOnly = before.every(({ seq, hash }) => seq !== newest || equal(hash, request.grantSetHash));
  if (!isNewest || !isOnly)
    throw unfit(index, 'the reader was shown an older or another grant set than the newest one');
}

function checkSigner(opening: ListedOpening, request: ReadOpenRequest, { directory }: OriginatorView): RequestCheck {
  const { index, member, request: bytes, requestSignature: signature } = opening;
  const device = directory.devices.get(request.signer);
  if (device === undefined) return 'unchecked';
  const isSigned =
    bytes !== null && signature !== null && verifyTyped('sr1.open', bytes, signature, device.signPublicKey);
  if (!isSigned || device.member !== member) throw unfit(index, 'it is not signed by a device of the member');
  return deviceAt(directory, request.signer, index) === null ? 'unchecked' : 'verified';
}

/** Who shows a ledger that does not fit is the server; the auditors can see all of it. */
export function unfit(index: number, reason: string): Failure {
  return new Failure({
    code: 'E_LEDGER',
    exit: EXIT.VERIFICATION,
    message: `the ledger does not verify at entry ${index}: ${reason}`,
    hint: 'tell the auditors: audit verify shows them the whole log',
  });
}

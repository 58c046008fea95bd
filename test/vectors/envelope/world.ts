// The directory that the vectors are read against: the small world, people who must not sign, and what happened to them.
import type { DeviceKeys } from '@sealbridge/keyring';
import { makeSmallWorld, type FixtureUnit, type SmallWorld } from '../../support/directory-fixture.js';

/** The small world with signers who must be refused, and places on its log. */
export interface EnvelopeWorld extends SmallWorld {
  /** Another unit of harbour, and an analyst of it. */
  readonly annex: FixtureUnit;
  readonly annexAnalyst: DeviceKeys;
  /** An analyst's device that was revoked after the first grant set. */
  readonly lost: DeviceKeys;
  /** Size of the checkpoint that signers relied on. */
  readonly checkpointSize: number;
  /** Where the first grant set lies on the log: before the revocation. */
  readonly earlyIndex: number;
  /** A place after the revocation. */
  readonly lateIndex: number;
}

/** Builds the world. */
export async function makeEnvelopeWorld(): Promise<EnvelopeWorld> {
  const world = await makeSmallWorld('envelope vectors');
  const { directory, harbour } = world;
  const annex = directory.unit(harbour.org, 'harbour/annex');
  const annexAnalyst = directory.person(harbour.org, [annex], ['analyst']);
  const lost = directory.person(harbour.org, [harbour], ['analyst']);
  const checkpointSize = directory.entries.length;
  const earlyIndex = directory.log(new Uint8Array(32));
  directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device: lost.device, reason: 'lost' });
  const lateIndex = directory.log(new Uint8Array(32));
  return { ...world, annex, annexAnalyst, lost, checkpointSize, earlyIndex, lateIndex };
}

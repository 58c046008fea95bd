import { type EventRecord, rootSigner, writeEventRecord } from '@sealbridge/directory';
import { makeDeviceKeys } from '@sealbridge/keyring';
import { toBase64 } from '@sealbridge/sodium';

import { foundingEvents, randomId } from '../../org/vetting/founding.js';
import type { InstanceHome } from '../home.js';
import { keepDeviceKeys } from './key-files.js';
import {
  type DemoIdentity,
  findIdentity,
  findMadeOrganisation,
  keepIdentity,
  keepMadeOrganisation,
  type MadeOrganisation,
} from './made-organisation.js';
import type { DemoRoots } from './roots.js';
import type { DemoOrganisation } from './world.js';

/** The ids and root keys of an organisation: made and kept on disk, or as they were made before. */
export function identify(home: InstanceHome, { handle }: DemoOrganisation, roots: DemoRoots): DemoIdentity {
  const before = findIdentity(home, handle);
  if (before !== null) return before;
  const identity = { org: randomId(), application: randomId() };
  roots.make(handle, identity.org);
  keepIdentity(home, handle, identity);
  return identity;
}

/**
 * The organisation with one unit, its people with their devices and the unit's first key: made and kept on disk, or as it was made
 * before. Its chain goes on from the admission.
 */
export function makeOrganisation(
  home: InstanceHome,
  wanted: DemoOrganisation,
  admission: EventRecord,
  roots: DemoRoots,
): MadeOrganisation {
  const before = findMadeOrganisation(home, wanted.handle);
  if (before !== null) return before;
  const made = make(home, wanted, admission, roots);
  keepMadeOrganisation(home, made);
  return made;
}

function make(
  home: InstanceHome,
  wanted: DemoOrganisation,
  admission: EventRecord,
  roots: DemoRoots,
): MadeOrganisation {
  const { handle, kind, country } = wanted;
  const { org } = admission.leaf;
  const people = wanted.people.map((person) => {
    const keys = makeDeviceKeys({ org, member: randomId() });
    keepDeviceKeys(home, person.profile, keys);
    return { ...person, keys };
  });
  const signers = roots.signing(handle).map((root) => rootSigner(root.sign));
  const { unit, records, lockboxes } = foundingEvents({ admission, handle, kind, country, signers, people });
  return {
    handle,
    org,
    unit,
    people: people.map(({ profile, keys }) => ({
      profile,
      member: keys.member,
      device: keys.device,
      application: randomId(),
    })),
    records: [toBase64(writeEventRecord(admission)), ...records],
    lockboxes,
  };
}

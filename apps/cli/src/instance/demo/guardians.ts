import { PublishDirectoryEventsDocument } from '@sealbridge/api-client';
import {
  addRecoveryKey,
  addRecoveryLockbox,
  call,
  EventDraft,
  guardianDevice,
  openListedSeed,
  ownLockboxes,
  payload,
  syncDirectory,
  type VerifiedDirectory,
} from '@sealbridge/client';
import { rootSigner, writeEventRecord } from '@sealbridge/directory';
import { toBase64, wipe } from '@sealbridge/sodium';

import type { Person } from '../../session/person.js';
import type { MadeOrganisation } from './made-organisation.js';
import { mutationId } from './publish.js';
import type { DemoRoots } from './roots.js';
import { GUARDIANS } from './world.js';

const THRESHOLD = 2;
const DELAY_HOURS = 24;

/** What the guardians of the demo world are named with. */
interface Naming {
  readonly roots: DemoRoots;
  readonly signIn: (profile: string) => Promise<Person>;
}

/**
 * Every organisation gets the same three guardians: its roots name them, and a device of its first person seals the key of its unit to the
 * recovery key, both in one publication. One that has guardians already is left as it is.
 */
export async function nameGuardians({ roots, signIn }: Naming, made: readonly MadeOrganisation[]): Promise<void> {
  const steward = await signIn('steward1');
  const directory = await syncDirectory(steward);
  const people = new Map(made.flatMap((organisation) => organisation.people.map((person) => [person.profile, person])));
  const guardians = GUARDIANS.map((profile) =>
    guardianDevice(directory.state, steward.profile.org, people.get(profile)?.device ?? profile),
  );
  for (const organisation of made) {
    if (directory.state.recoveryOf(organisation.org) !== null) continue;
    const signers = roots.signing(organisation.handle).map((root) => rootSigner(root.sign));
    const naming = new EventDraft(directory, organisation.org, signers);
    await addRecoveryKey(naming, { guardians, threshold: THRESHOLD, delayHours: DELAY_HOURS });
    const sealing = await sealUnit(organisation, naming, directory, signIn);
    await publishBoth(steward, naming, sealing);
  }
}

async function sealUnit(
  { org, unit, people: [first] }: MadeOrganisation,
  { state }: EventDraft,
  { log }: VerifiedDirectory,
  signIn: Naming['signIn'],
): Promise<EventDraft> {
  if (first === undefined) throw new Error('an organisation without people');
  const person = await signIn(first.profile);
  const sealing = new EventDraft({ state, log }, org, person.keys);
  const { seed, epoch } = openListedSeed(person.keys, state, await ownLockboxes(person), { unit, epoch: 1 });
  addRecoveryLockbox(sealing, { org, unit, epoch }, seed);
  wipe(seed);
  return sealing;
}

async function publishBoth({ client }: Person, naming: EventDraft, sealing: EventDraft): Promise<void> {
  const records = [...naming.records, ...sealing.records].map((record) => toBase64(writeEventRecord(record)));
  const { recoveryShares } = naming.attached;
  const { recoveryLockboxes } = sealing.attached;
  const clientMutationId = mutationId(records.join());
  const input = { clientMutationId, records, lockboxes: [], recoveryShares, recoveryLockboxes };
  const answer = await call(() => client.request(PublishDirectoryEventsDocument, { input }));
  payload(answer.publishDirectoryEvents, 'PublishDirectoryEventsPayload');
}

import type { ApiClient } from '@sealbridge/api-client';
import { syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import { type EventSigner, parseEventRecord, rootSigner } from '@sealbridge/directory';
import { fromBase64 } from '@sealbridge/sodium';
import type { EvidenceProfile, Id } from '@sealbridge/vocabulary';

import type { Status } from '../../org/vetting/applicant.js';
import { fetchStewards, noteRecipient } from '../../org/vetting/stewards.js';
import type { Person } from '../../session/person.js';
import type { InstanceHome } from '../home.js';
import { logOrigin } from '../keys.js';
import { genesisHash } from './founders.js';
import type { MadeOrganisation } from './made-organisation.js';
import { identify, makeOrganisation } from './organisation.js';
import { publishFounding } from './publish.js';
import type { DemoRoots } from './roots.js';
import { type DemoApplicant, type VettingOffice, vetToActive, vetToProvisional } from './vet.js';
import { type DemoOrganisation, ORGANISATIONS, STEWARDS } from './world.js';

const DIRECTORY_WITHIN_MS = 30_000;

/** What the vetting of the demo world is done with. */
export interface VettingOfWorld {
  readonly home: InstanceHome;
  readonly guest: ApiClient;
  readonly roots: DemoRoots;
  readonly signIn: (profile: string) => Promise<Person>;
}

/**
 * Every organisation of the demo world applies, gives evidence, is verified by both stewards, admitted, founds itself with its
 * first people and becomes active. Goes on wherever an earlier attempt stopped.
 */
export async function vetOrganisations(world: VettingOfWorld): Promise<MadeOrganisation[]> {
  const office = await openOffice(world);
  const made: MadeOrganisation[] = [];
  for (const wanted of ORGANISATIONS) made.push(await vetOrganisation(world, office, wanted));
  return made;
}

/** Every liaison of the demo world is vetted by name, on the word of the organisation. */
export async function vetLiaisons(world: VettingOfWorld, made: readonly MadeOrganisation[]): Promise<void> {
  const liaisons = made.flatMap((organisation) => liaisonsOf(organisation).map((person) => ({ organisation, person })));
  const office = await openOffice(world);
  const { state } = await directoryWith(await world.signIn('steward1'), made);
  for (const { organisation, person } of liaisons) {
    const { roots, guest, home } = world;
    const signers = roots.signing(organisation.handle).map((root) => rootSigner(root.sign));
    const place = { application: person.application, org: organisation.org, origin: logOrigin(home) };
    const liaison: DemoApplicant = {
      applicant: { place, signers, client: guest },
      fields: { kind: 'apply', subject: person.member, details: { kind: 'liaison' } },
      profile: 'liaison',
      applying: signers,
      state,
    };
    await vetToActive(office, liaison, await vetToProvisional(office, liaison));
  }
}

async function vetOrganisation(
  world: VettingOfWorld,
  office: VettingOffice,
  wanted: DemoOrganisation,
): Promise<MadeOrganisation> {
  const { home, guest, roots } = world;
  const demo = applicantOf(world, wanted);
  const status = await vetToProvisional(office, demo);
  const made = makeOrganisation(home, wanted, admissionIn(status), roots);
  await publishFounding(guest, made);
  await vetToActive(office, demo, status);
  return made;
}

function applicantOf({ home, guest, roots }: VettingOfWorld, wanted: DemoOrganisation): DemoApplicant {
  const { org, application } = identify(home, wanted, roots);
  const { handle, kind, country, name, orgClass, orgSubclass } = wanted;
  const all = roots.all(handle);
  const asSigner = (root: (typeof all)[number]): EventSigner => rootSigner(root.sign);
  const rootKeys = all.map((root) => root.sign.publicKey);
  const details = {
    kind: 'organisation',
    handle,
    orgKind: kind,
    country,
    rootKeys,
    name,
    orgClass,
    orgSubclass,
  } as const;
  return {
    applicant: {
      place: { application, org, origin: logOrigin(home) },
      signers: roots.signing(handle).map(asSigner),
      client: guest,
    },
    fields: { kind: 'apply', subject: org, details },
    profile: kind as EvidenceProfile,
    applying: all.map(asSigner),
    state: null,
  };
}

async function openOffice({ home, guest, signIn }: VettingOfWorld): Promise<VettingOffice> {
  const notes = noteRecipient(await fetchStewards(guest, genesisHash(home)));
  const verifiers = [];
  for (const { profile, seat } of STEWARDS.people) {
    const { client, keys } = await signIn(profile);
    if (seat === null) continue;
    const signer: EventSigner = { kind: 'steward_device', signer: keys.device, privateKey: keys.sign.privateKey };
    verifiers.push({ client, signer, seat });
  }
  return { verifiers, notes };
}

function admissionIn({ admission }: Status) {
  if (admission === null) throw new Error('an admitted organisation has an admission');
  return parseEventRecord(fromBase64(admission));
}

function liaisonsOf({ handle, people }: MadeOrganisation): MadeOrganisation['people'] {
  const wanted = ORGANISATIONS.find((organisation) => organisation.handle === handle)?.people ?? [];
  const profiles = wanted.filter(({ roles }) => roles.includes('liaison')).map(({ profile }) => profile);
  return people.filter(({ profile }) => profiles.includes(profile));
}

/** The events published a moment ago count once a cosigned checkpoint holds them. */
async function directoryWith(person: Person, made: readonly MadeOrganisation[]): Promise<VerifiedDirectory> {
  const isKnown = ({ state }: VerifiedDirectory, member: Id): boolean => state.members.has(member);
  for (const end = Date.now() + DIRECTORY_WITHIN_MS; ;) {
    const directory = await syncDirectory(person);
    const missing = made.flatMap(({ people }) => people).some(({ member }) => !isKnown(directory, member));
    if (!missing) return directory;
    if (Date.now() >= end) throw new Error('the directory does not show the demo organisations');
  }
}

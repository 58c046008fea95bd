// Requests that name something of an organisation, signed by somebody who has no authority over it.
import { randomUUID } from 'node:crypto';

import {
  agreementRecord,
  type DirectoryEvent,
  type EventSigner,
  makeEvent,
  rootSigner,
  signAgreement,
  signedEvent,
  signEvent,
  signVet,
  type VetFields,
  vetRecord,
  writeEventRecord,
  writeVet,
  writeVetRecord,
} from '@sealbridge/directory';
import { type DeviceKeys, makeDeviceKeys, makeRootKeys } from '@sealbridge/keyring';
import { randomBytes, toBase64 } from '@sealbridge/sodium';
import { type Id, ORG_CLASSES } from '@sealbridge/vocabulary';

import { draft, deviceSigner } from '../agreement-drafts.js';
import type { TestApi } from '../api.js';
import { FIXTURE_ORIGIN } from '../directory-fixture.js';
import { newId } from '../rows.js';
import type { Named } from './world.js';

/** Who asks: with keys, or without a session. */
export interface Asker {
  readonly api: TestApi;
  readonly keys: DeviceKeys;
}
/** Variables of a request. */
export type Variables = Readonly<Record<string, unknown>>;

/** Makes the variables of a request that names something of an organisation. */
export type Probe = (named: Named, asker: Asker) => Variables | Promise<Variables>;

/** The arguments of a field, flattened; what is probed, or why nothing is. */
export interface FieldProbes {
  readonly args: readonly string[];
  readonly probes: Readonly<Record<string, Probe>> | string;
}

/** The first page of a list. */
export const PAGE = { first: 10, after: null };
/** The arguments of a list without a filter. */
export const PAGED = ['after', 'first'];
export const OF_A_PAGE = 'a page of what is the caller’s own; a cursor is sealed for one reader and says nothing';
export const NAMES_NOTHING = 'names nothing of an organisation';
export const KEY = 'input.clientMutationId';

/** The input of a mutation, under a key of its own. */
export const input = (fields: Variables): Variables => ({ input: { clientMutationId: randomUUID(), ...fields } });
/** An assertion by a passkey that nobody has. */
export const randomAssertion = (): Variables => ({
  id: toBase64(randomBytes(32)),
  clientDataJSON: toBase64(randomBytes(32)),
  authenticatorData: toBase64(randomBytes(37)),
  signature: toBase64(randomBytes(64)),
  userHandle: toBase64(randomBytes(16)),
});

/** UNIX seconds. */
export const at = (): number => Math.floor(Date.now() / 1000);

/** An event in the asker's own chain, signed by the asker's device. */
function event({ api: { world }, keys }: Asker, said: DirectoryEvent): string {
  const { directory } = world;
  const unsigned = makeEvent(directory.state.nextPosition(keys.org), said, { hour: directory.hour });
  return toBase64(writeEventRecord(signedEvent(unsigned, [signEvent(unsigned, deviceSigner(keys))])));
}

/** A publication of one event, signed by whoever asks. */
export function publication(asker: Asker, said: DirectoryEvent, lockboxes: readonly object[] = []): Variables {
  return input({ records: [event(asker, said)], lockboxes });
}

interface VetAbout {
  readonly application?: Id;
  readonly org: Id;
  readonly fields: VetFields;
}

/** A vetting statement with these signatures. */
export function vet(signers: readonly EventSigner[], { application = newId(), org, fields }: VetAbout): Variables {
  const bytes = writeVet({ application, org, origin: FIXTURE_ORIGIN, at: at(), fields });
  const record = vetRecord(
    bytes,
    signers.map((signer) => signVet(bytes, signer)),
  );
  return input({ record: toBase64(writeVetRecord(record)) });
}

/** A statement in the file of a stranger, or about the own organisation in it, signed by whoever asks. */
export function vetProbes(fields: VetFields): Readonly<Record<string, Probe>> {
  return {
    application: ({ application, org }, { keys }) => vet([deviceSigner(keys)], { application, org: org.org, fields }),
    'application as own': ({ application }, { keys }) =>
      vet([deviceSigner(keys)], { application, org: keys.org, fields }),
    organisation: ({ org }, { keys }) => vet([deviceSigner(keys)], { org: org.org, fields }),
  };
}

/** An organisation that is not there yet applies, with roots of its own; `change` takes something of the stranger's. */
export function application(
  change: (named: Named) => {
    readonly org?: Id;
    readonly handle?: string;
    readonly name?: string;
  },
): Probe {
  return (named) => {
    const { org = newId(), handle = `h-${randomUUID().slice(0, 8)}`, name = 'Somebody New' } = change(named);
    const roots = makeRootKeys(org);
    const rootKeys = roots.map(({ sign }) => sign.publicKey);
    const kind = { kind: 'organisation', handle, orgKind: 'ngo', country: 'XA', rootKeys, name } as const;
    const [orgClass] = ORG_CLASSES;
    const details = { ...kind, orgClass, orgSubclass: null };
    const signers = roots.map(({ sign }) => rootSigner(sign));
    const about = { org, fields: { kind: 'apply', subject: org, details } as const };
    return vet(signers, about);
  };
}

/** Terms between the asker's organisation and a stranger, signed by the asker's device as if it could sign for both. */
export function terms({ org }: Named, { api: { world }, keys }: Asker): ReturnType<typeof agreementRecord> {
  const own = { ...world.harbour.org, org: keys.org };
  const { bytes } = draft([own, org]);
  return agreementRecord(
    bytes,
    [own.org, org.org].map((party) => signAgreement(bytes, party, deviceSigner(keys))),
  );
}

/** Keys of a device that nobody knows, for somebody without a session. */
export function unknownDevice(): DeviceKeys {
  return makeDeviceKeys({ org: newId(), member: newId() });
}

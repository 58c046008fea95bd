import type { VerifiedDirectory } from '@sealbridge/client';
import { type ChainEvent, type Device, fingerprint, type LogIndex } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

const MS_PER_HOUR = 3_600_000;

/** A device as a person is shown it. */
export interface ShownDevice {
  readonly device: Id;
  readonly fingerprint: string;
  /** Whether it is the one this is asked from. */
  readonly thisOne: boolean;
  readonly active: boolean;
  readonly added: { readonly entry: LogIndex; readonly hour: string };
  /** Who signed for it: devices or roots, by their ids. */
  readonly addedBy: {
    readonly as: 'roots' | 'own device' | 'administrator' | 'guardians';
    readonly signers: readonly Id[];
  };
  /** How many epochs it can open. */
  readonly epochs: number;
}

/** Every device a member ever had, oldest first, as the log shows them. */
export function devicesShown(
  { state }: VerifiedDirectory,
  { org, member }: { readonly org: Id; readonly member: Id },
  own: Id,
): ShownDevice[] {
  const events = state.events(org);
  return state.devicesOf(member).map((device) => {
    const added = events.find((event) => adds(event, device.device));
    return {
      device: device.device,
      fingerprint: fingerprint(device.signPublicKey),
      thisOne: device.device === own,
      active: device.ended === null,
      added: { entry: added?.index ?? null, hour: new Date((added?.hour ?? 0) * MS_PER_HOUR).toISOString() },
      addedBy: {
        as: signedAs(state.devices, added, member),
        signers: added?.signers.map(({ signer }) => signer) ?? [],
      },
      epochs: epochsOf(state, device),
    };
  });
}

function adds({ event }: ChainEvent, device: Id): boolean {
  if (event.type === 'DEVICE_ADD') return event.device === device;
  return event.type === 'RECOVERY_STARTED' && event.device === device;
}

function signedAs(
  devices: ReadonlyMap<Id, Device>,
  added: ChainEvent | undefined,
  member: Id,
): ShownDevice['addedBy']['as'] {
  if (added?.event.type === 'RECOVERY_STARTED') return 'guardians';
  const [signer] = added?.signers ?? [];
  if (signer === undefined || signer.kind === 'root') return 'roots';
  return devices.get(signer.signer)?.member === member ? 'own device' : 'administrator';
}

function epochsOf({ units }: VerifiedDirectory['state'], { device }: Device): number {
  return [...units.values()].flatMap(({ epochs }) => epochs.filter(({ lockboxes }) => lockboxes.has(device))).length;
}

import type { Command } from 'commander';

import { addRotation, EventDraft, holdersOf, syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import { type Device, DEVICE_REVOKE_REASONS, type DeviceRevokeReason, type Unit } from '@sealbridge/directory';
import { type Id, parseId } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { entryText, publishDraft } from '../directory/published.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { exposureText, readExposure } from './rotation/exposure.js';

/** Reasons that close what the device could open at once. */
const AT_ONCE: readonly DeviceRevokeReason[] = ['lost', 'compromise'];

interface RevokeFlags extends CommonFlags {
  readonly reason: string;
}

/** `keys revoke`: ends a device, one's own from another one, anybody's of the organisation by an administrator. */
export function revokeCommand(): Command {
  return verb('revoke', 'end a device: one of yours, or any of your organisation if you administer it')
    .argument('<device>', "id of the device; 'keys devices' lists yours")
    .requiredOption('--reason <reason>', `why: ${DEVICE_REVOKE_REASONS.join(', ')}`)
    .addHelpText(
      'after',
      '\nexample: npx sealbridge keys revoke 3f0e8a52-7c41-4d0e-9b6a-2f1c5d7e8a90 --reason lost --profile analyst',
    )
    .action(async (text: string, flags: RevokeFlags) => {
      const { env, output } = consoleFor(flags);
      const reason = readReason(flags.reason);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const device = findDevice(person, directory, text);
      const draft = new EventDraft(directory, person.profile.org, person.keys);
      draft.add({ type: 'DEVICE_REVOKE', device: device.device, reason });
      const units = unitsHeld(directory, device.device);
      const administers =
        directory.state.members.get(person.profile.member)?.rights.includes('directory.admin') === true;
      const rotated = administers ? rotateHeld(draft, units, reason) : [];
      const mayHaveSeen = administers ? await readExposure(person, directory.state, device.member) : [];
      const entry = await publishDraft(person, draft, directory);
      const left = units.map(({ handle }) => handle).filter((handle) => !rotated.includes(handle));
      const result = { device: device.device, member: device.member, reason, units: left, rotated, mayHaveSeen, entry };
      output.result(result, () =>
        [
          `${device.device} has ended`,
          ...(rotated.length === 0 ? [] : [`with a new key from now on: ${rotated.join(', ')}`]),
          ...needsRotation(left, reason),
          ...exposureText(mayHaveSeen),
          entryText(entry),
        ].join('\n'),
      );
    });
}

function readReason(text: string): DeviceRevokeReason {
  const reason = DEVICE_REVOKE_REASONS.find((known) => known === text);
  if (reason === undefined) throw usage('E_USAGE', `--reason is one of ${DEVICE_REVOKE_REASONS.join(', ')}`);
  return reason;
}

function findDevice({ keys, profile }: Person, { state }: VerifiedDirectory, text: string): Device {
  const id = parseId(text);
  if (id === null)
    throw usage('E_USAGE', 'that is not the id of a device', "'npx sealbridge keys devices' lists yours");
  if (id === keys.device) {
    const hint = 'revoke it from another device of yours, or ask your administrator';
    throw usage('E_THIS_DEVICE', 'that is the device you are at', hint);
  }
  const device = state.devices.get(id);
  if (device?.org === profile.org && device.ended === null) return device;
  throw new Failure({
    code: 'E_UNKNOWN_DEVICE',
    exit: EXIT.REFUSED,
    message: 'no such device that is active, or not for you',
  });
}

/** The units whose current key the device has. */
function unitsHeld({ state }: VerifiedDirectory, device: Id): Unit[] {
  return [...state.units.values()].filter(({ unit }) => state.currentEpoch(unit)?.lockboxes.has(device) === true);
}

/** New keys in the same publication, so that no report is sealed in between; a unit that nobody else is in stays closed or due. */
function rotateHeld(draft: EventDraft, units: readonly Unit[], reason: DeviceRevokeReason): string[] {
  const rotating = units.filter(({ unit }) => holdersOf(draft.state, unit).length > 0);
  for (const { unit } of rotating) {
    addRotation(draft, unit, { reason: AT_ONCE.includes(reason) ? 'compromise' : 'scheduled' });
  }
  return rotating.map(({ handle }) => handle);
}

function needsRotation(units: readonly string[], reason: DeviceRevokeReason): string[] {
  if (units.length === 0) return [];
  const when = AT_ONCE.includes(reason) ? 'nothing is sealed to it until then' : 'within 24 hours';
  return [`${units.join(', ')}: an administrator gives it a new key with npx sealbridge keys rotate; ${when}`];
}

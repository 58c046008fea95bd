import type { Command } from 'commander';

import {
  epochsWithoutRecovery,
  needsRotation,
  rotateUnits,
  rotationPlan,
  syncDirectory,
  type UnitRotation,
  type VerifiedDirectory,
} from '@sealbridge/client';
import { type EventSigner, HISTORIES, type History } from '@sealbridge/directory';

import { collect, rootSigners } from '../../agreement/signers.js';
import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { entryText } from '../../directory/published.js';
import { findOwnUnit } from '../../org/people/own-people.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { table } from '../../output/table.js';
import { type Person, signIn } from '../../session/person.js';

interface RotateFlags extends CommonFlags {
  readonly unit: readonly string[];
  readonly due?: boolean;
  readonly reason: string;
  readonly history?: string;
  readonly root: readonly string[];
}

const REASONS = ['scheduled', 'compromise'] as const;
const MS_PER_HOUR = 3_600_000;

/** `keys rotate`: new keys for units, and without a unit, what is due. */
export function rotateCommand(): Command {
  return verb('rotate', 'give units of your organisation a new key; without --unit or --due, show when each is due')
    .option('--unit <handle>', 'which unit; may be given several times', collect, [])
    .option('--due', 'every unit whose key is due, overdue or closed')
    .option('--reason <reason>', `why: ${REASONS.join(' or ')}; compromise closes the old key at once`, 'scheduled')
    .option(
      '--history <history>',
      `what people get of the time before they join a unit, from now on: ${HISTORIES.join(' or ')}`,
    )
    .option('--root <file>', 'sign with two root keys instead of your device; twice', collect, [])
    .addHelpText(
      'after',
      [
        '',
        'Everything is made on this device, published as one, and read back. Cut off at any moment, either the old keys',
        'are in force or the new ones: run it again, and it says what is left to do. Old keys stay for opening.',
        '',
        'example: npx sealbridge keys rotate --due --profile admin',
        'example: npx sealbridge keys rotate --unit harbour --reason compromise --profile admin',
      ].join('\n'),
    )
    .action(async (flags: RotateFlags) => {
      const { env, output } = consoleFor(flags);
      const wanted = readWanted(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const plan = rotationPlan(directory.state, person.profile.org, directory.log.now);
      const units = unitsOf(person, directory, plan, flags);
      if (units === null || units.length === 0) {
        const shown = plan.map(shownRotation);
        output.result({ rotated: [], units: shown, entry: null }, () => planText(shown, flags.due === true));
        return;
      }
      const { units: rotated, entry } = await rotateUnits(person, directory, { ...wanted, units });
      if (entry === null) process.exitCode = EXIT.PARTLY;
      const { left, epochsMissing } = entry === null ? { left: [], epochsMissing: 0 } : await whatIsLeft(person);
      output.result({ rotated, left, epochsMissing, entry }, () =>
        [
          ...rotated.map(
            ({ handle, epoch, devices, opened }) =>
              `${handle} has key ${epoch}, for ${devices} ${devices === 1 ? 'device' : 'devices'}${opened ? '; read back and opened here' : '; read back'}`,
          ),
          ...(entry === null ? ['run it again to see whether the new keys are in force'] : []),
          ...left.map((handle) => `${handle} is still due`),
          ...(epochsMissing === 0 ? [] : [toSeal(epochsMissing)]),
          entryText(entry),
        ].join('\n'),
      );
    });
}

interface Wanted {
  readonly reason: (typeof REASONS)[number];
  readonly history?: History;
  readonly signers?: readonly EventSigner[];
}

function readWanted(flags: RotateFlags): Wanted {
  const reason = REASONS.find((known) => known === flags.reason);
  if (reason === undefined) throw usage('E_USAGE', `--reason is ${REASONS.join(' or ')}`);
  const history = HISTORIES.find((known) => known === flags.history);
  if (flags.history !== undefined && history === undefined) {
    throw usage('E_USAGE', `--history is ${HISTORIES.join(' or ')}`);
  }
  if (flags.due === true && flags.unit.length > 0) throw usage('E_USAGE', 'give --unit or --due');
  const signers = flags.root.length === 0 ? {} : { signers: rootSigners(flags.root).signers };
  return { reason, ...(history === undefined ? {} : { history }), ...signers };
}

/** The units to rotate; null when only their state is asked for. Throws a Failure. */
function unitsOf(
  { profile }: Person,
  { state }: VerifiedDirectory,
  plan: readonly UnitRotation[],
  { unit, due, root }: RotateFlags,
): UnitRotation['unit'][] | null {
  if (unit.length === 0 && due !== true) return null;
  if (root.length === 0) requireAdministrator(state.members.get(profile.member)?.rights ?? []);
  if (due === true) return plan.filter(needsRotation).map((rotation) => rotation.unit);
  return [...new Set(unit)].map((handle) => findOwnUnit(state, profile.org, handle).unit);
}

function requireAdministrator(rights: readonly string[]): void {
  if (rights.includes('directory.admin')) return;
  throw new Failure({
    code: 'E_NOT_PERMITTED',
    exit: EXIT.REFUSED,
    message: 'only an administrator of the organisation gives units a new key',
    hint: 'ask one, or sign with two root keys: --root FILE --root FILE',
  });
}

/**
 * Units that are due all the same, and epochs that nobody sealed to the recovery key yet. Those are not sealed here: together the guardians
 * could open what came before, so a person looks at them first.
 */
async function whatIsLeft(person: Person): Promise<{ readonly left: string[]; readonly epochsMissing: number }> {
  const { state, log } = await syncDirectory(person);
  const { org } = person.profile;
  const due = rotationPlan(state, org, log.now).filter(needsRotation);
  return { left: due.map(({ handle }) => handle), epochsMissing: epochsWithoutRecovery(state, org).length };
}

function toSeal(epochs: number): string {
  const missing = `${epochs} earlier ${epochs === 1 ? 'key is' : 'keys are'} not sealed to the recovery key`;
  return `${missing}: look at the guardians (keys guardians show), then keys guardians seal`;
}

function shownRotation({
  handle,
  epoch,
  history,
  status,
  urgency,
  dueFrom,
  refusedFrom,
  holders,
  withoutKey,
}: UnitRotation) {
  const at = (hour: number | null): string | null =>
    hour === null ? null : new Date(hour * MS_PER_HOUR).toISOString();
  return {
    ...{ unit: handle, epoch, history, status, urgency, devices: holders, withoutKey },
    ...{ dueFrom: at(dueFrom), refusedFrom: at(refusedFrom) },
  };
}

const URGENCY_WORDS: Readonly<Record<UnitRotation['urgency'], string>> = {
  blocked: 'nothing can be sealed to it',
  due: 'due',
  near: 'due soon',
  none: '-',
};

function planText(units: readonly ReturnType<typeof shownRotation>[], due: boolean): string {
  if (units.length === 0) return 'your organisation has no unit';
  const rows = units.map(({ unit, epoch, status, urgency, dueFrom, devices, withoutKey, history }) => [
    unit,
    String(epoch),
    status,
    dueFrom?.slice(0, 13).replace('T', ' ') ?? '-',
    URGENCY_WORDS[urgency],
    String(devices),
    String(withoutKey),
    history ?? '-',
  ]);
  const heading = ['unit', 'key', 'state', 'due from (UTC)', 'rotation', 'devices', 'without key', 'history'];
  const nothing = due ? ['no key is due: nothing was changed', ''] : [];
  return [...nothing, table([heading, ...rows])].join('\n');
}

import type { Command } from 'commander';

import { devicesOf, EventDraft, rotateWithout, syncDirectory } from '@sealbridge/client';
import { MEMBER_REMOVE_REASONS, type Member, type MemberRemoveReason } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { exposureText, readExposure, type SeenOfUnit } from '../../keys/rotation/exposure.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { signIn } from '../../session/person.js';
import { findMember } from './own-people.js';
import { entryText, publishDraft } from '../../directory/published.js';

interface RemoveFlags extends CommonFlags {
  readonly reason: string;
  readonly confirm: string;
}

/** `org remove`: a member, the member's devices and sessions end, and each of the units gets a new key. */
export function removeCommand(): Command {
  return verb('remove', 'remove a member: devices and sessions end at once, and every unit of theirs gets a new key')
    .argument('<member>', 'role handle, its beginning, or name')
    .requiredOption('--reason <reason>', `why: ${MEMBER_REMOVE_REASONS.join(', ')}`)
    .requiredOption('--confirm <name>', 'the name of the member, typed again')
    .addHelpText(
      'after',
      '\nexample: npx sealbridge org remove "Ada Example" --reason left --confirm "Ada Example" --profile admin',
    )
    .action(async (text: string, flags: RemoveFlags) => {
      const reason = readReason(flags.reason);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const member = findMember(directory.state, person.profile.org, text);
      if (flags.confirm !== (member.person?.name ?? member.member)) throw otherName();
      const draft = new EventDraft(directory, person.profile.org, person.keys);
      const unitsWithoutKey = addEvents(draft, member, person.keys.member, reason);
      // whoever removes themselves can ask nothing afterwards
      const mayHaveSeen = await readExposure(person, directory.state, member.member);
      const entry = await publishDraft(person, draft, directory);
      const units = member.units.map((unit) => directory.state.units.get(unit)?.handle ?? unit);
      const result = { member: member.member, reason, units, unitsWithoutKey, mayHaveSeen, entry };
      output.result(result, () => asText(result));
    });
}

function readReason(text: string): MemberRemoveReason {
  const reason = MEMBER_REMOVE_REASONS.find((known) => known === text);
  if (reason === undefined) throw usage('E_USAGE', `--reason is one of ${MEMBER_REMOVE_REASONS.join(', ')}`);
  return reason;
}

/**
 * New keys first, then the removal. A unit nobody else is in cannot have a new key, and its old one must not be sealed to for the day
 * of grace that any other end of a device gives: the devices that open it are revoked as lost, which closes it at once. Gives the
 * handles of such units.
 */
function addEvents(draft: EventDraft, { member, units }: Member, own: Id, reason: MemberRemoveReason): string[] {
  const alone = units.filter((unit) => !rotateWithout(draft, unit, member));
  if (alone.length > 0) {
    if (member === own) throw onlyOne();
    for (const device of devicesOf(draft.state, { member }))
      draft.add({ type: 'DEVICE_REVOKE', device, reason: 'lost' });
  }
  draft.add({ type: 'MEMBER_REMOVE', member, reason });
  return alone.map((unit) => draft.state.units.get(unit)?.handle ?? unit);
}

function onlyOne(): Failure {
  return new Failure({
    code: 'E_ALONE',
    exit: EXIT.CONFLICT,
    message: 'you are the only one in one of your units, and nobody could close its key after you',
    hint: 'another administrator has to remove you, or two roots of the organisation',
  });
}

function asText({ member, units, unitsWithoutKey, mayHaveSeen, entry }: RemovedMember): string {
  return [
    `removed ${member}`,
    ...(units.length === 0 ? [] : [`units with what they had until now closed: ${units.join(', ')}`]),
    ...unitsWithoutKey.map(
      (unit) => `${unit} has nobody left: nothing can be sent to it until somebody is confirmed into it`,
    ),
    ...exposureText(mayHaveSeen),
    entryText(entry),
  ].join('\n');
}

interface RemovedMember {
  readonly member: string;
  readonly units: readonly string[];
  readonly unitsWithoutKey: readonly string[];
  readonly mayHaveSeen: readonly SeenOfUnit[];
  readonly entry: number | null;
}

function otherName(): Failure {
  return new Failure({
    code: 'E_CONFIRM',
    exit: EXIT.CONFLICT,
    message: 'the name after --confirm is not that of the member; nothing was changed',
    hint: 'npx sealbridge org members shows names and handles',
  });
}

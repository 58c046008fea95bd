import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { PublishDirectoryEventsDocument } from '@sealbridge/api-client';
import { call, payload, syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import {
  type DirectoryState,
  makeEvent,
  signedEvent,
  signEvent,
  type Suspend,
  type SuspendLift,
  type Suspension,
  writeEventRecord,
} from '@sealbridge/directory';
import { toBase64 } from '@sealbridge/sodium';
import {
  EMERGENCY_SUSPENSION_HOURS,
  type Id,
  LIFT_REASONS,
  parseId,
  SUSPENSION_REASONS,
  type SuspensionMeasure,
} from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { type Person, signIn } from '../../session/person.js';
import { requireConfirmed } from './end.command.js';
import { stewardSigner } from './steward.js';
import { entryOf, entryText } from '../../directory/published.js';

interface StandingFlags extends CommonFlags {
  readonly reason: string;
  readonly confirm?: string;
}

/** Who or what is suspended: by handle an organisation or one of its further units, by id a member. */
interface Subject {
  readonly id: Id;
  readonly org: Id;
  readonly name: string;
}

const SECONDS_PER_HOUR = 3600;
const SUBJECT_ARGUMENT = 'handle of the organisation or unit, or id of a member';

/** `org suspend`: stops an organisation, unit or member at once; the same command by a second steward confirms it. */
export function suspendCommand(): Command {
  return verb(
    'suspend',
    'suspend at once; the same command by a second steward within 24 hours confirms it, else it lapses',
  )
    .argument('<subject>', SUBJECT_ARGUMENT)
    .requiredOption('--reason <reason>', `why: ${SUSPENSION_REASONS.join(', ')}`)
    .option('--confirm <name>', 'the same handle or id, typed again')
    .action(async (name: string, flags: StandingFlags) => {
      const reason = oneOf(SUSPENSION_REASONS, flags.reason);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const { state, log } = directory;
      const subject = findSubject(state, name);
      const hour = Math.floor(log.now / SECONDS_PER_HOUR);
      const measure = measureOf(state, subject.id, hour);
      requireConfirmed(flags.confirm, name, consequence(name, measure));
      const event: Suspend = { type: 'SUSPEND', subject: subject.id, measure, reason };
      const entry = await publish(person, directory, subject, event, hour);
      output.result({ subject: subject.id, handle: name, measure, reason, entry }, () =>
        [suspendedText(name, measure), entryText(entry)].join('\n'),
      );
    });
}

/** `org lift`: ends a suspension, lapsed or not. */
export function liftCommand(): Command {
  return verb('lift', 'lift a suspension')
    .argument('<subject>', SUBJECT_ARGUMENT)
    .requiredOption('--reason <reason>', `why: ${LIFT_REASONS.join(', ')}`)
    .action(async (name: string, flags: StandingFlags) => {
      const reason = oneOf(LIFT_REASONS, flags.reason);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const { state, log } = directory;
      const subject = findSubject(state, name);
      const hour = Math.floor(log.now / SECONDS_PER_HOUR);
      const event: SuspendLift = { type: 'SUSPEND_LIFT', subject: subject.id, reason };
      const entry = await publish(person, directory, subject, event, hour);
      output.result({ subject: subject.id, handle: name, reason, entry }, () =>
        [`${name} is not suspended any more`, entryText(entry)].join('\n'),
      );
    });
}

/** The first steward suspends for a day; the second, while it lasts, confirms. */
function measureOf(state: DirectoryState, subject: Id, hour: number): SuspensionMeasure {
  const open: Suspension | null = state.suspensionOf(subject);
  return open !== null && open.confirmed === null && state.isSuspended(subject, hour) ? 'confirmed' : 'emergency';
}

function findSubject(state: DirectoryState, name: string): Subject {
  const organisation = state.organisationByHandle(name);
  if (organisation !== null) return { id: organisation.org, org: organisation.org, name };
  const unit = state.unitByHandle(name);
  if (unit !== null) return { id: unit.unit, org: unit.org, name };
  const id = parseId(name);
  const member = id === null ? undefined : state.members.get(id);
  if (member !== undefined) return { id: member.member, org: member.org, name };
  throw new Failure({ code: 'E_UNKNOWN_SUBJECT', exit: EXIT.REFUSED, message: 'no such organisation, unit or member' });
}

/** Publishes the event and waits until it is on the log: before that the next command would not see it. */
async function publish(
  person: Person,
  directory: VerifiedDirectory,
  { org }: Subject,
  event: Suspend | SuspendLift,
  hour: number,
): Promise<number | null> {
  const { client, keys } = person;
  const unsigned = makeEvent(directory.state.nextPosition(org), event, { hour });
  const record = signedEvent(unsigned, [signEvent(unsigned, stewardSigner({ keys }))]);
  const input = { clientMutationId: randomUUID(), records: [toBase64(writeEventRecord(record))], lockboxes: [] };
  const { publishDirectoryEvents } = await call(() => client.request(PublishDirectoryEventsDocument, { input }));
  payload(publishDirectoryEvents, 'PublishDirectoryEventsPayload');
  return entryOf(person, record, directory);
}

function consequence(name: string, measure: SuspensionMeasure): string {
  const lasting = measure === 'confirmed' ? 'until it is lifted' : `for ${EMERGENCY_SUSPENSION_HOURS} hours`;
  return `this signs out everybody of ${name} and stops sealing and opening ${lasting}`;
}

function suspendedText(name: string, measure: SuspensionMeasure): string {
  if (measure === 'confirmed') return `${name} stays suspended until it is lifted`;
  const hours = EMERGENCY_SUSPENSION_HOURS;
  return `${name} is suspended; it lapses within ${hours} hours unless another steward runs the same command`;
}

function oneOf<T extends string>(known: readonly T[], text: string): T {
  const found = known.find((code) => code === text);
  if (found === undefined) throw usage('E_USAGE', `${text} is not a reason`, known.join(' | '));
  return found;
}

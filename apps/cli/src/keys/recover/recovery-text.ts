import type { ShownRecovery } from '@sealbridge/client';

import { table } from '../../output/table.js';

const ID_CHARACTERS = 8;

const WAITING: ReadonlyMap<string, string> = new Map([
  ['not_witnessed', 'waits for the witnesses of the log'],
  ['delay_running', 'waits for the delay'],
  ['not_enough_guardians', 'waits for guardians'],
]);

/** A recovery as the server shows it, where it is on the log with member, device and guardian compared. */
export interface ComparedRecovery extends ShownRecovery {
  /** False when nothing but the server's word stands for it. */
  readonly onLog: boolean;
}

/** How a recovery stands, in a few words. */
export function standingText({ state, waitsFor, onLog }: ComparedRecovery): string {
  if (!onLog) return `${state}, not on the log yet`;
  if (state !== 'open') return state;
  return waitsFor === null ? 'can be completed' : (WAITING.get(waitsFor) ?? 'open');
}

/** Recoveries as a table. */
export function recoveriesText(recoveries: readonly ComparedRecovery[]): string {
  if (recoveries.length === 0)
    return 'no recoveries: nobody of your organisation, or of one you guard, comes back by guardians';
  const rows = recoveries.map((recovery) => [
    recovery.id,
    recovery.organisationHandle,
    recovery.member.slice(0, ID_CHARACTERS),
    recovery.reason,
    `${recovery.guardians} of ${recovery.threshold}`,
    minute(recovery.startedAt),
    minute(recovery.readyAt),
    standingText(recovery),
  ]);
  const heading = ['recovery', 'organisation', 'member', 'reason', 'guardians', 'started', 'not before', 'standing'];
  return table([heading, ...rows]);
}

/** One recovery, and what can be done about it. */
export function recoveryText(recovery: ComparedRecovery): string {
  const { id, organisationHandle, member, device, reason, startedBy, startedAt, readyAt, endedAt } = recovery;
  return [
    `recovery      ${id}: ${standingText(recovery)}`,
    `organisation  ${organisationHandle}`,
    `member        ${member}, whose devices were ${reason}`,
    `new device    ${device}`,
    `guardians     ${recovery.guardians} of ${recovery.threshold} agree; started by device ${startedBy}`,
    `started       ${minute(startedAt)}, completed not before ${minute(readyAt)}`,
    ...(endedAt === null ? [] : [`ended         ${minute(endedAt)}`]),
    ...(recovery.state === 'open'
      ? [`nobody asked for it? npx sealbridge keys recover cancel ${id} --reason not_asked`]
      : []),
  ].join('\n');
}

function minute(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}

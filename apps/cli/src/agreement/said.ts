import { verifying } from '@sealbridge/client';
import { nextStanding, noStanding, parseAgreementRecord, parseStandingRecord } from '@sealbridge/directory';
import { fromBase64 } from '@sealbridge/sodium';

import { timeText } from './agreement-file.js';
import type { ListedAgreement } from './read-agreements.js';

/** What the parties of a version have said about it, for people. */
export interface Said {
  /** UNIX seconds: the version's own end, or an earlier one that a party named. */
  readonly end: number;
  /** Whether a party named that end. */
  readonly endedEarly: boolean;
  /** Handles of the parties that suspend it. */
  readonly suspendedBy: readonly string[];
}

type Listed = Pick<ListedAgreement, 'record' | 'standing'> & {
  readonly parties: readonly Pick<ListedAgreement['parties'][number], 'organisation' | 'handle'>[];
};

/**
 * What the statements come to that the server lists with an agreement. Who signed them is checked where it counts: before sealing.
 * Throws a Failure (exit 5) for statements that do not follow each other.
 */
export function said({ record, standing, parties }: Listed): Said {
  return verifying(() => {
    const { agreement } = parseAgreementRecord(fromBase64(record));
    const { end, suspendedBy } = standing
      .map((text) => parseStandingRecord(fromBase64(text)).standing)
      .reduce(nextStanding, noStanding(agreement));
    const handles = parties.flatMap(({ organisation, handle }) =>
      suspendedBy.some((org) => org === organisation) ? [handle] : [],
    );
    return { end, endedEarly: end < agreement.end, suspendedBy: handles };
  });
}

/** The same as sentences: none when nobody said anything that still holds. */
export function saidText({ end, endedEarly, suspendedBy }: Said): string[] {
  return [
    ...(endedEarly ? [`a party named an earlier end: ${timeText(end)}`] : []),
    ...(suspendedBy.length === 0 ? [] : [`suspended by ${suspendedBy.join(' and ')}`]),
  ];
}

/**
 * What the signatures under a next version undo, as sentences: it begins without the ends and suspensions that parties stated about
 * the one before. None when there is no version before, or nobody said anything that still holds.
 */
export function undoneText(listed: Listed | null): string[] {
  if (listed === null) return [];
  const { end, endedEarly, suspendedBy } = said(listed);
  return [
    ...(endedEarly ? [`the end that a party named, ${timeText(end)}, does not hold for the new version`] : []),
    ...(suspendedBy.length === 0
      ? []
      : [`the suspension by ${suspendedBy.join(' and ')} does not hold for the new version`]),
  ];
}

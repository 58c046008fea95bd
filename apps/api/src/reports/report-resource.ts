import type { Resource } from '@sealbridge/policy';
import type { Id } from '@sealbridge/vocabulary';

/** What policy decides about a report by, as the database has it. */
export interface DecidedReport {
  readonly row: string;
  readonly id: Id;
  readonly originOrg: Id;
  readonly originUnit: Id;
  readonly recipientUnits: readonly Id[];
  readonly marking: number;
  readonly handling: number;
  readonly state: string;
  readonly discovery: string;
  readonly held: boolean;
}

/** A report as policy sees it. */
export function reportResource(report: Omit<DecidedReport, 'row' | 'id'>): Resource {
  const { originOrg, originUnit, recipientUnits, marking, handling, state, discovery, held } = report;
  const attributes = {
    ...{ originOrg, originUnit, recipientUnits: [...recipientUnits] },
    ...{ marking, handling, state, discovery, held },
  };
  return { type: 'Report', attributes };
}

/** Traffic Light Protocol 2.0 (FIRST), in rising order of restriction. */
export const TLP = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const;
export type Tlp = (typeof TLP)[number];

/**
 * Permissible actions protocol, redefined for policing, in rising order of restriction: CLEAR no limit, GREEN operational
 * use, AMBER desk research only, RED do not act and do not approach.
 */
export const HANDLINGS = ['PAP:CLEAR', 'PAP:GREEN', 'PAP:AMBER', 'PAP:RED'] as const;
export type Handling = (typeof HANDLINGS)[number];

/** How soon somebody has to look, most urgent first. */
export const URGENCIES = ['threat_to_life_now', 'child_at_risk', 'time_critical_72h', 'routine', 'strategic'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Who finds the card: `circle` = members whose agreement allows pattern questions, `recipients` = nobody but them. */
export const DISCOVERY = ['circle', 'recipients'] as const;
export type Discovery = (typeof DISCOVERY)[number];

/** What applies when the report file says nothing. */
export const DEFAULT_HANDLING: Handling = 'PAP:AMBER';
export const DEFAULT_DISCOVERY: Discovery = 'circle';

/** Rank of a marking, 0 = CLEAR to 4 = RED. A person may read up to the rank of their clearance. */
export function markingRank(tlp: Tlp): number {
  return TLP.indexOf(tlp);
}

/** Rank of a permissible action, 0 = CLEAR to 3 = RED. */
export function handlingRank(handling: Handling): number {
  return HANDLINGS.indexOf(handling);
}

/** Rank of an urgency, 0 = strategic to 4 = threat to life now. */
export function urgencyRank(urgency: Urgency): number {
  return URGENCIES.length - 1 - URGENCIES.indexOf(urgency);
}

/**
 * How many of everything a world has. Two organisations have a share of their own, so that theirs are the longest lists: the hub
 * of people, and the busy unit of agreements.
 */
export interface WorldSize {
  readonly organisations: number;
  readonly people: number;
  readonly agreements: number;
  /** Members, invitations and questions of the hub, notices of its administrator, and agreements and proposals of the busy unit. */
  readonly hub: number;
  /** Versions of one agreement of the busy unit. */
  readonly versions: number;
}

/** The world that issue and product promise. */
export const WHOLE_WORLD: WorldSize = {
  organisations: 2_000,
  people: 20_000,
  agreements: 5_000,
  hub: 500,
  versions: 200,
};

/** A tenth of it, for what must not depend on size, and for specs. */
export const TENTH_OF_THE_WORLD: WorldSize = {
  organisations: 200,
  people: 2_000,
  agreements: 500,
  hub: 50,
  versions: 20,
};

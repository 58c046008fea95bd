/** How many of everything a world has. One organisation, the hub, has a share of its own: the longest lists are its lists. */
export interface WorldSize {
  readonly organisations: number;
  readonly people: number;
  readonly agreements: number;
  /** Members, agreements, proposals, invitations and questions of the hub, and notices of its administrator. */
  readonly hub: number;
  /** Versions of one agreement of the hub. */
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

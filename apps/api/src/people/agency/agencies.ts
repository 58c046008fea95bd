import type { Agency } from '../../platform/configuration/agency-configuration.js';

/** The agencies of this instance. */
export class Agencies {
  readonly #byHandle: ReadonlyMap<string, Agency>;

  constructor(agencies: readonly Agency[]) {
    this.#byHandle = new Map(agencies.map((agency) => [agency.organisation, agency]));
  }

  /** Whether there is none at all. */
  get isEmpty(): boolean {
    return this.#byHandle.size === 0;
  }

  /** The agency of an organisation by its handle; null when it has none. */
  of(handle: string): Agency | null {
    return this.#byHandle.get(handle) ?? null;
  }
}

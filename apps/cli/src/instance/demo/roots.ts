import type { RootKeys } from '@sealbridge/keyring';
import type { Id } from '@sealbridge/vocabulary';

import type { InstanceHome } from '../home.js';
import { makeOrganisationRoots, openOrganisationRoots } from './key-files.js';

/** Two of the three root keys sign together. */
const SIGNING_ROOTS = 2;

/** The root keys of the demo organisations; each key file is unlocked once at most, which takes a moment and 64 MiB. */
export class DemoRoots {
  readonly #known = new Map<string, readonly RootKeys[]>();

  constructor(private readonly home: InstanceHome) {}

  /** Makes an organisation's three root keys and keeps them as files. */
  make(handle: string, org: Id): readonly RootKeys[] {
    const made = makeOrganisationRoots(this.home, handle, org);
    this.#known.set(handle, made);
    return made;
  }

  /** All three, as an application is signed. */
  all(handle: string): readonly RootKeys[] {
    const opened = this.#known.get(handle) ?? openOrganisationRoots(this.home, handle);
    this.#known.set(handle, opened);
    return opened;
  }

  /** The two that sign for an organisation. */
  signing(handle: string): readonly RootKeys[] {
    return this.all(handle).slice(0, SIGNING_ROOTS);
  }
}

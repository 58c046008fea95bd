import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Id } from '@sealbridge/vocabulary';

import type { InstanceHome } from '../home.js';
import { writePrivateFile } from '../private-file.js';

/** A lockbox as it is published beside the event that lists it. */
export interface MadeLockbox {
  readonly unit: Id;
  readonly epoch: number;
  readonly device: Id;
  /** Base64. */
  readonly bytes: string;
}

/** A person of a made organisation. */
export interface MadePerson {
  readonly profile: string;
  readonly member: Id;
  readonly device: Id;
}

/** An organisation whose keys and signed events exist on this disk, published or not. */
export interface MadeOrganisation {
  readonly handle: string;
  readonly org: Id;
  readonly unit: Id;
  readonly people: readonly MadePerson[];
  /** Base64 of the event records, in the order of the chain. */
  readonly records: readonly string[];
  readonly lockboxes: readonly MadeLockbox[];
}

/** The folder of an organisation's root keys and events. */
export function organisationFolder(home: InstanceHome, handle: string): string {
  return join(home.demo, '.organisations', handle);
}

/** What was made of an organisation earlier, or null. */
export function findMadeOrganisation(home: InstanceHome, handle: string): MadeOrganisation | null {
  const path = madeFile(home, handle);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as MadeOrganisation) : null;
}

/** Written last: an organisation whose making was interrupted is made anew, as nothing of it was published. */
export function keepMadeOrganisation(home: InstanceHome, made: MadeOrganisation): void {
  writePrivateFile(madeFile(home, made.handle), `${JSON.stringify(made, null, 2)}\n`);
}

function madeFile(home: InstanceHome, handle: string): string {
  return join(organisationFolder(home, handle), 'organisation.json');
}

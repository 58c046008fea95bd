import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Id } from '@sealbridge/vocabulary';

import type { FoundingLockbox } from '../../org/vetting/founding.js';
import type { InstanceHome } from '../home.js';
import { writePrivateFile } from '../private-file.js';

/** Who an organisation is before it is admitted: its ids, while its root keys are on this disk. */
export interface DemoIdentity {
  readonly org: Id;
  /** Id of its application. */
  readonly application: Id;
}

/** A person of a made organisation. */
export interface MadePerson {
  readonly profile: string;
  readonly member: Id;
  readonly device: Id;
  /** Id of the application as a named liaison, used by liaisons alone. */
  readonly application: Id;
}

/** An organisation whose keys and signed events exist on this disk, published or not. */
export interface MadeOrganisation {
  readonly handle: string;
  readonly org: Id;
  readonly unit: Id;
  readonly people: readonly MadePerson[];
  /** Base64 of the event records, in the order of the chain. */
  readonly records: readonly string[];
  readonly lockboxes: readonly FoundingLockbox[];
}

/** The folder of an organisation's root keys and events. */
export function organisationFolder(home: InstanceHome, handle: string): string {
  return join(home.demo, '.organisations', handle);
}

/** What was made of an organisation earlier, or null. */
export function findMadeOrganisation(home: InstanceHome, handle: string): MadeOrganisation | null {
  return readJson(madeFile(home, handle)) as MadeOrganisation | null;
}

/** Written last: people and events whose making was interrupted are made anew, as nothing of them was published. */
export function keepMadeOrganisation(home: InstanceHome, made: MadeOrganisation): void {
  writePrivateFile(madeFile(home, made.handle), `${JSON.stringify(made, null, 2)}\n`);
}

/** The ids under which an organisation applies, or null. */
export function findIdentity(home: InstanceHome, handle: string): DemoIdentity | null {
  return readJson(identityFile(home, handle)) as DemoIdentity | null;
}

/** Written after the root keys and before anybody is asked anything: an application goes on under the same ids and keys. */
export function keepIdentity(home: InstanceHome, handle: string, identity: DemoIdentity): void {
  writePrivateFile(identityFile(home, handle), `${JSON.stringify(identity, null, 2)}\n`);
}

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function madeFile(home: InstanceHome, handle: string): string {
  return join(organisationFolder(home, handle), 'organisation.json');
}

function identityFile(home: InstanceHome, handle: string): string {
  return join(organisationFolder(home, handle), 'identity.json');
}

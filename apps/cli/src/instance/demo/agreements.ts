import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  agreementRecord,
  rootSigner,
  signAgreement,
  writeAgreement,
  writeAgreementRecord,
} from '@sealbridge/directory';
import type { RootKeys } from '@sealbridge/keyring';
import { randomBytes, toBase64 } from '@sealbridge/sodium';
import { DATA_CLASSES, type Id, idFromBytes, PROHIBITED_USES, PURPOSES } from '@sealbridge/vocabulary';

import type { InstanceHome } from '../home.js';
import { writePrivateFile } from '../private-file.js';
import type { MadeOrganisation } from './made-organisation.js';
import type { DemoAgreement } from './world.js';

const ID_BYTES = 16;
const SECONDS_PER_DAY = 86_400;
const YEARS_IN_DAYS = 2 * 365;
const RETENTION_MONTHS = 12;
const ACKNOWLEDGE_DAYS = 7;
const UPDATE_DAYS = 90;

/**
 * The signed agreement record between two made organisations; made and kept on disk, or as it was made before. `rootsOf` gives
 * the two root keys that sign for an organisation.
 */
export function makeAgreement(
  home: InstanceHome,
  { between, circle }: DemoAgreement,
  parties: readonly MadeOrganisation[],
  origin: string,
  rootsOf: (handle: string) => readonly RootKeys[],
): Uint8Array {
  const path = join(home.demo, '.organisations', `${between.join('-')}.agreement`);
  if (!existsSync(path)) {
    const bytes = agreementBody(
      parties.map(({ org }) => org),
      circle,
      origin,
    );
    const signatures = parties.flatMap(({ handle, org }) =>
      rootsOf(handle).map((root) => signAgreement(bytes, org, rootSigner(root.sign))),
    );
    writePrivateFile(path, `${toBase64(writeAgreementRecord(agreementRecord(bytes, signatures)))}\n`);
  }
  return new Uint8Array(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'));
}

/** From one day before for two years: all purposes but training, all data, everywhere, up to TLP:RED. */
function agreementBody(orgs: readonly Id[], circle: string, origin: string): Uint8Array {
  const start = Math.floor(Date.now() / 1000) - SECONDS_PER_DAY;
  return writeAgreement({
    agreement: idFromBytes(randomBytes(ID_BYTES)),
    version: 1,
    prevHash: null,
    orgs,
    circle,
    purposes: PURPOSES.filter((purpose) => purpose !== 'training_synthetic_only'),
    prohibited: PROHIBITED_USES,
    dataClasses: DATA_CLASSES,
    markingCeiling: 'RED',
    handlingCeiling: 'PAP:RED',
    jurisdictions: ['*'],
    attribution: 'must_not',
    retentionMonths: RETENTION_MONTHS,
    acknowledgeDays: ACKNOWLEDGE_DAYS,
    updateDays: UPDATE_DAYS,
    start,
    end: start + YEARS_IN_DAYS * SECONDS_PER_DAY,
    origin,
  });
}

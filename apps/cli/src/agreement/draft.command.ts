import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { ProposeAgreementDocument } from '@sealbridge/api-client';
import { call, payload, syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import {
  type Agreement,
  type AgreementRecord,
  agreementRecord,
  ALWAYS_PROHIBITED,
  DirectoryError,
  writeAgreement,
  writeAgreementRecord,
} from '@sealbridge/directory';
import { randomBytes, toBase64 } from '@sealbridge/sodium';
import { DATA_CLASSES, type Id, idFromBytes, parseId, PROHIBITED_USES, PURPOSES } from '@sealbridge/vocabulary';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { readInput } from '../report/input.js';
import { type Person, signIn } from '../session/person.js';
import { type AgreementFile, asFile, parseFile, secondsOf, timeText, writeFile } from './agreement-file.js';
import { viewText } from './agreement-text.js';
import { partyName, viewOf } from './agreement-view.js';
import { admissionsOf, findAgreement, listAgreements, listProposals, recordOf } from './read-agreements.js';

interface DraftFlags extends CommonFlags {
  readonly from?: string;
  readonly between?: readonly string[];
}

const PARTIES = 2;
const ID_BYTES = 16;
const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_YEAR = 365 * 86_400;
/** What a first draft says until somebody changes it. */
const USUAL = { circle: 'north', retentionMonths: 12, acknowledgeDays: 7, updateDays: 90, years: 2 };

/** `agreement draft`: writes terms to edit, or proposes the terms of a file to both parties. */
export function draftCommand(): Command {
  return verb('draft', 'write terms to edit (--from, --between), or propose the terms of a file to both parties')
    .argument('[file]', 'terms as YAML or JSON; - for stdin')
    .option('--from <id>', 'print the terms of the newest version of this agreement, to edit')
    .option('--between <handle...>', 'print usual terms for a first agreement of two organisations, to edit')
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge agreement draft --from 7f3c2a10 > terms.yaml\n  npx sealbridge agreement draft terms.yaml',
    )
    .action(async (file: string | undefined, flags: DraftFlags) => {
      const { from, between } = flags;
      if ([file, from, between].filter((given) => given !== undefined).length !== 1) {
        throw usage('E_USAGE', 'one of FILE, --from ID and --between HANDLE HANDLE is needed');
      }
      const terms = file === undefined ? null : parseFile(await readInput(file));
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      if (terms !== null) {
        const { proposal, view } = await propose(person, terms);
        const next = `npx sealbridge agreement sign ${view.id.slice(0, 8)} shows what changes, and signs`;
        output.result({ proposal, ...view }, () =>
          [viewText(view, 'proposed'), '', `both parties sign it: ${next}`].join('\n'),
        );
        return;
      }
      const written = from === undefined ? usualTerms(between ?? []) : await newestTerms(person, from);
      output.result(written, () => writeFile(written));
    });
}

function usualTerms(between: readonly string[]): AgreementFile {
  if (between.length !== PARTIES) throw usage('E_USAGE', '--between takes the handles of two organisations');
  const start = Math.floor(Date.now() / MS_PER_SECOND / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE;
  const { circle, retentionMonths, acknowledgeDays, updateDays, years } = USUAL;
  return {
    between,
    circle,
    purposes: PURPOSES.filter((purpose) => purpose !== 'training_synthetic_only'),
    prohibited: PROHIBITED_USES,
    dataClasses: DATA_CLASSES,
    markingCeiling: 'RED',
    handlingCeiling: 'PAP:RED',
    jurisdictions: ['*'],
    attribution: 'must_not',
    ...{ retentionMonths, acknowledgeDays, updateDays },
    start: timeText(start),
    end: timeText(start + years * SECONDS_PER_YEAR),
  };
}

async function newestTerms(person: Person, id: string): Promise<AgreementFile> {
  const listed = await findAgreement(person, id);
  const directory = await syncDirectory(person, admissionsOf([listed]));
  const { agreement } = recordOf(listed.record);
  return asFile(
    agreement,
    agreement.orgs.map((org) => partyName(directory, org)),
  );
}

async function propose(person: Person, terms: AgreementFile) {
  const listed = terms.agreement === undefined ? null : await findAgreement(person, terms.agreement);
  const around = listed === null ? [...(await listAgreements(person)), ...(await listProposals(person))] : [listed];
  const directory = await syncDirectory(person, admissionsOf(around));
  const record = recordFor(person, directory, terms, listed === null ? null : recordOf(listed.record));
  const view = viewOf(person, directory, record);
  const input = { clientMutationId: randomUUID(), record: toBase64(writeAgreementRecord(record)) };
  const answer = await call(() => person.client.request(ProposeAgreementDocument, { input }));
  const { proposeAgreement } = answer;
  // who guards an organisation sees it in the directory, and is told of it here what everybody else is
  if (listed === null && proposeAgreement.__typename === 'Refused' && proposeAgreement.reason === 'not_permitted')
    throw noOrganisation(terms.between.find((handle) => handle !== person.profile.orgHandle) ?? '');
  const { proposal } = payload(proposeAgreement, 'ProposeAgreementPayload');
  return { proposal: proposal.id, view };
}

/** The terms as bytes that both will sign. Throws a Failure: exit 2 for terms that no agreement may have. */
function recordFor(
  { profile }: Person,
  directory: VerifiedDirectory,
  { agreement, between, start, end, ...terms }: AgreementFile,
  before: AgreementRecord | null,
): AgreementRecord {
  if (!ALWAYS_PROHIBITED.every((use) => terms.prohibited.includes(use))) throw prohibitedUse();
  const orgs = between.map((handle) => organisationOf(directory, handle)).sort();
  if (before !== null && !before.agreement.orgs.every((org) => orgs.includes(org))) {
    throw usage('E_AGREEMENT_FILE', 'between names other organisations than the agreement');
  }
  const id = (agreement === undefined ? null : parseId(before?.agreement.agreement ?? '')) ?? newId();
  const place: Pick<Agreement, 'agreement' | 'version' | 'prevHash'> = {
    agreement: id,
    version: (before?.agreement.version ?? 0) + 1,
    prevHash: before?.hash ?? null,
  };
  const dates = { start: secondsOf(start) ?? 0, end: secondsOf(end) ?? 0 };
  try {
    return agreementRecord(writeAgreement({ ...terms, ...place, ...dates, orgs, origin: profile.origin }), []);
  } catch (error) {
    if (error instanceof DirectoryError)
      throw usage('E_AGREEMENT_FILE', `the terms are not accepted: ${error.message}`);
    throw error;
  }
}

/** An organisation that is not there and one that is not for this person are the same answer. */
function organisationOf({ state }: VerifiedDirectory, handle: string): Id {
  const found = [...state.organisations.values()].find((organisation) => organisation.handle === handle);
  if (found === undefined) throw noOrganisation(handle);
  return found.org;
}

function noOrganisation(handle: string): Failure {
  return new Failure({
    code: 'E_NOT_PERMITTED',
    exit: EXIT.REFUSED,
    message: `${handle}: no such organisation, or none that you may draft an agreement with`,
    hint: 'ask a steward to draft it: stewards may for any two organisations',
  });
}

function prohibitedUse(): Failure {
  return usage(
    'E_PROHIBITED_USE',
    'prohibited leaves out a use that every agreement rules out',
    ALWAYS_PROHIBITED.join(', '),
  );
}

function newId(): Id {
  return idFromBytes(randomBytes(ID_BYTES));
}

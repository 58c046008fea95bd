import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { SetAgreementStandingDocument } from '@sealbridge/api-client';
import { call, payload, syncDirectory, verifying } from '@sealbridge/client';
import {
  parseStandingRecord,
  signStanding,
  type StandingAct,
  standingRecord,
  writeStanding,
  writeStandingRecord,
} from '@sealbridge/directory';
import { fromBase64, toBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { secondsOf, timeText } from './agreement-file.js';
import { partyName } from './agreement-view.js';
import { admissionsOf, findAgreement, type ListedAgreement, recordOf } from './read-agreements.js';
import { said } from './said.js';
import { collect, type Signers, signersOf } from './signers.js';

interface StandingFlags extends CommonFlags {
  readonly root: readonly string[];
  readonly at?: string;
  readonly confirm?: string;
}

const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
/** A minute that is about to pass would be over before the statement arrives. */
const LEAD_SECONDS = 5;

/** `agreement end`: one party ends an agreement at a minute, for good. */
export function endCommand(): Command {
  return standingVerb(
    'end',
    'end an agreement for your organisation, at a minute and for good; the other party need not agree',
  )
    .option('--at <time>', 'when, UTC, such as 2027-01-31T18:00Z (default: the next full minute)')
    .requiredOption('--confirm <handle>', 'handle of the other party: with it nothing can be sent or opened any more')
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge agreement end 7f3c2a10 --at 2027-01-31T18:00Z --confirm northgate',
    )
    .action((id: string, flags: StandingFlags) => state(id, flags, 'end'));
}

/** `agreement suspend`: one party stops everything under an agreement until it resumes it. */
export function suspendCommand(): Command {
  return standingVerb(
    'suspend',
    'stop sending and opening under an agreement at once, until your organisation resumes it',
  ).action((id: string, flags: StandingFlags) => state(id, flags, 'suspend'));
}

/** `agreement resume`: the party that suspended an agreement resumes it. */
export function resumeCommand(): Command {
  return standingVerb('resume', 'resume an agreement that your organisation suspended').action(
    (id: string, flags: StandingFlags) => state(id, flags, 'resume'),
  );
}

function standingVerb(name: StandingAct, description: string): Command {
  return verb(name, description)
    .argument('<id>', 'id of the agreement, or its first 8 characters')
    .option(
      '--root <file>',
      'sign with a root key of the party instead of your device; twice, for two of them',
      collect,
      [],
    );
}

async function state(id: string, flags: StandingFlags, act: StandingAct): Promise<void> {
  const at = whenOf(act, flags.at);
  const { env, output } = consoleFor(flags);
  const person = await signIn(flags, env);
  const listed = await findAgreement(person, id);
  const directory = await syncDirectory(person, admissionsOf([listed]));
  const signers = signersOf(person, directory, flags.root);
  const other = otherParty(listed, signers.org);
  if (act === 'end' && flags.confirm !== partyName(directory, other).handle) throw wrongParty();
  const { agreement } = await send(person, listed, signers, { act, at });
  const { suspendedBy } = said(agreement);
  const result = { id: agreement.id, version: agreement.version, act, at: timeText(at), state: agreement.state };
  output.result({ ...result, suspendedBy }, () =>
    [sentence(result, partyName(directory, other).handle), ...still(result, suspendedBy)].join('\n'),
  );
}

async function send(
  person: Person,
  { record, standing }: ListedAgreement,
  { org, signers }: Signers,
  { act, at }: { readonly act: StandingAct; readonly at: number },
) {
  const { agreement, hash } = recordOf(record);
  const before = standing.map((text) => verifying(() => parseStandingRecord(fromBase64(text))).standing.seq);
  const bytes = writeStanding({
    ...{ agreement: agreement.agreement, versionHash: hash, seq: Math.max(0, ...before) + 1, act, at, org },
    origin: person.profile.origin,
  });
  const signatures = signers.map((signer) => signStanding(bytes, signer));
  const signed = toBase64(writeStandingRecord(standingRecord(bytes, signatures)));
  const input = { clientMutationId: randomUUID(), record: signed };
  const answer = await call(() => person.client.request(SetAgreementStandingDocument, { input }));
  return payload(answer.setAgreementStanding, 'SetAgreementStandingPayload');
}

function whenOf(act: StandingAct, text: string | undefined): number {
  const now = Math.floor(Date.now() / MS_PER_SECOND);
  if (act !== 'end') return now;
  if (text === undefined) return Math.ceil((now + LEAD_SECONDS) / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE;
  const at = secondsOf(text);
  if (at !== null && at > now) return at;
  throw usage('E_TIME', '--at is not a time in UTC that lies ahead', 'such as 2027-01-31T18:00Z');
}

function otherParty({ parties }: ListedAgreement, org: Id): Id {
  const other = parties.find(({ organisation }) => organisation !== org);
  const isParty = parties.some(({ organisation }) => organisation === org);
  if (other !== undefined && isParty) return other.organisation as Id;
  throw usage('E_PARTY', 'these keys are of no party of the agreement');
}

function wrongParty(): Failure {
  return new Failure({
    code: 'E_CONFIRM',
    exit: EXIT.CONFLICT,
    message: '--confirm is not the handle of the other party; nothing was ended',
    hint: 'npx sealbridge agreement show says who the parties are',
  });
}

/** Who resumes might think that everything opens again: what still stops it is said. */
function still({ act, state }: Readonly<Record<'act' | 'state', string>>, suspendedBy: readonly string[]): string[] {
  if (act !== 'resume' || state !== 'suspended') return [];
  const by = suspendedBy.length === 0 ? 'one of the two is not active' : `${suspendedBy.join(' and ')} suspends it too`;
  return [`nothing is sent or opened yet: ${by}`];
}

function sentence({ act, at }: { readonly act: StandingAct; readonly at: string }, other: string): string {
  switch (act) {
    case 'end':
      return `the agreement with ${other} ends at ${at}: then nothing more is sent or opened under it`;
    case 'suspend':
      return `the agreement with ${other} is suspended: nothing is sent or opened until your organisation resumes it`;
    case 'resume':
      return `the suspension of the agreement with ${other} by your organisation is over`;
  }
}

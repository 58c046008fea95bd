import type { Command } from 'commander';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { signIn } from '../session/person.js';
import { timeText } from './agreement-file.js';
import { tableOr } from './agreement-text.js';
import {
  listAgreements,
  type ListedAgreement,
  type ListedProposal,
  listProposals,
  recordOf,
} from './read-agreements.js';
import { said } from './said.js';

const SECONDS_PER_DAY = 86_400;
const MS_PER_SECOND = 1000;
/** Ends that come this soon are worth a word. */
const SOON_DAYS = 90;

/** `agreement list`: agreements with when they end, and proposals that wait for a signature. */
export function listCommand(): Command {
  return verb('list', 'list agreements, when they end, and proposals that wait for signatures').action(
    async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const agreements = (await listAgreements(person)).map(agreementLine);
      const proposals = (await listProposals(person)).map(proposalLine);
      output.result({ agreements, proposals }, () => asText(agreements, proposals));
    },
  );
}

function agreementLine(listed: ListedAgreement) {
  const { id, version, state, parties, record } = listed;
  const { circle, start } = recordOf(record).agreement;
  const { end, suspendedBy } = said(listed);
  const daysLeft = Math.max(0, Math.ceil((end - Date.now() / MS_PER_SECOND) / SECONDS_PER_DAY));
  const between = parties.map(({ handle }) => handle);
  return { id, version, state, between, circle, start: timeText(start), end: timeText(end), daysLeft, suspendedBy };
}

function proposalLine({ id, agreement, version, parties, signedBy, proposedAt }: ListedProposal) {
  const handleOf = (org: string): string => parties.find(({ organisation }) => organisation === org)?.handle ?? org;
  const between = parties.map(({ handle }) => handle);
  return { id, agreement, version, between, signedBy: signedBy.map(handleOf), proposedAt };
}

type AgreementLine = ReturnType<typeof agreementLine>;
type ProposalLine = ReturnType<typeof proposalLine>;

function asText(agreements: readonly AgreementLine[], proposals: readonly ProposalLine[]): string {
  const lines = agreements.map(({ id, version, between, state, end, daysLeft }) => {
    const left = state === 'ended' ? '-' : `${daysLeft}${daysLeft <= SOON_DAYS ? ' (soon)' : ''}`;
    return [id, String(version), between.join(', '), state, end, left];
  });
  const waiting = proposals.map(({ agreement, version, between, signedBy }) => {
    const missing = between.filter((handle) => !signedBy.includes(handle));
    return [agreement, String(version), between.join(', '), missing.join(', ')];
  });
  return [
    tableOr(
      'no agreement yet: npx sealbridge agreement draft --between HANDLE HANDLE writes one to begin with',
      lines,
      ...['agreement', 'version', 'between', 'state', 'ends', 'days left'],
    ),
    '',
    tableOr('no proposal waits for a signature', waiting, 'proposed for', 'version', 'between', 'waits for'),
  ].join('\n');
}

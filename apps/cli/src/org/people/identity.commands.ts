import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import {
  AnswerIdentityDocument,
  AskIdentityDocument,
  type IdentityQuestionFieldsFragment,
  IdentityQuestionsAskedDocument,
  IdentityQuestionsReceivedDocument,
  RevealedIdentityDocument,
} from '@sealbridge/api-client';
import { call, payload, readPages } from '@sealbridge/client';
import {
  IDENTITY_GRANT_REASONS,
  IDENTITY_READ_HOURS,
  IDENTITY_REFUSAL_REASONS,
  parseId,
  PURPOSES,
  type Id,
} from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, noun, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { table } from '../../output/table.js';
import { type Person, signIn } from '../../session/person.js';
import { readLimit } from './read-limit.js';

const EXAMPLE = `
example: npx sealbridge org identity ask 05f896fa-... --purpose prosecution_support --case-ref NG-7 \\
           --justification "is to be heard" --profile liaison`;

interface AskFlags extends CommonFlags {
  readonly purpose: string;
  readonly caseRef: string;
  readonly justification: string;
}

interface AnswerFlags extends CommonFlags {
  readonly grant?: string;
  readonly refuse?: string;
}

interface ListFlags extends CommonFlags {
  readonly received?: boolean;
  readonly limit: string;
}

/** `org identity`: who stands behind a role handle. */
export function identityCommands(): Command {
  const verbs = [askCommand(), listCommand(), answerCommand(), readCommand()];
  return noun(
    'identity',
    'who stands behind a role handle: asked with a reason, answered by a custodian, read for a day',
    verbs,
  );
}

function askCommand(): Command {
  return verb('ask', 'ask an organisation who stands behind a role handle of theirs')
    .argument('<handle>', 'the role handle, as directory show or a report names it')
    .requiredOption('--purpose <purpose>', `what for: ${PURPOSES.join(', ')}`)
    .requiredOption('--case-ref <text>', 'reference of the case')
    .requiredOption(
      '--justification <text>',
      'why; a custodian of the organisation reads it, the log keeps a commitment to it',
    )
    .addHelpText('after', EXAMPLE)
    .action(async (text: string, { purpose, caseRef, justification, ...flags }: AskFlags) => {
      const member = readHandle(text);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const input = { clientMutationId: randomUUID(), member, purpose, caseRef, justification };
      const answer = await call(() => person.client.request(AskIdentityDocument, { input }));
      const { question } = payload(answer.askIdentity, 'AskIdentityPayload');
      output.result(
        { question, member },
        () => `asked; question ${question}\nnpx sealbridge org identity list shows the answer`,
      );
    });
}

function answerCommand(): Command {
  return verb('answer', 'answer a question who stands behind a role handle of your organisation; for custodians')
    .argument('<question>', 'id of the question')
    .option(
      '--grant <reason>',
      `let whoever asked read the name for ${IDENTITY_READ_HOURS} hours: ${IDENTITY_GRANT_REASONS.join(', ')}`,
    )
    .option('--refuse <reason>', `do not: ${IDENTITY_REFUSAL_REASONS.join(', ')}`)
    .addHelpText(
      'after',
      '\nexample: npx sealbridge org identity answer 192a81a4-... --grant witness_needed --profile admin',
    )
    .action(async (text: string, { grant, refuse, ...flags }: AnswerFlags) => {
      const reason = grant ?? refuse;
      if (reason === undefined || (grant !== undefined && refuse !== undefined)) {
        throw usage('E_USAGE', 'an answer is --grant or --refuse, with a reason');
      }
      const question = readQuestion(text);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const input = { clientMutationId: randomUUID(), question, grant: grant !== undefined, reason };
      const answer = await call(() => person.client.request(AnswerIdentityDocument, { input }));
      const answered = describe(payload(answer.answerIdentity, 'AnswerIdentityPayload').question);
      output.result(answered, () => `${answered.state}: ${answered.reason ?? ''}`);
    });
}

function listCommand(): Command {
  return verb('list', 'list the questions you asked, newest first; without names')
    .option('--received', 'the questions to your organisation instead; for custodians')
    .option('--limit <n>', 'how many at most', '100')
    .addHelpText('after', '\nexample: npx sealbridge org identity list --received --profile admin')
    .action(async (flags: ListFlags) => {
      const limit = readLimit(flags.limit);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const found = await (flags.received === true ? received(person, limit) : asked(person, limit));
      const questions = found.map(describe);
      output.result({ questions }, () => asText(questions, flags.received === true));
    });
}

function readCommand(): Command {
  return verb('read', 'read the name that was granted to you; each look is an entry that its organisation sees')
    .argument('<question>', 'id of the question')
    .addHelpText('after', '\nexample: npx sealbridge org identity read 192a81a4-... --profile liaison')
    .action(async (text: string, flags: CommonFlags) => {
      const question = readQuestion(text);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const answer = await call(() => person.client.request(RevealedIdentityDocument, { question }));
      const { member, name, readableUntil } = payload(answer.revealedIdentity, 'RevealedIdentity');
      output.result(
        { question, member, name, readableUntil },
        () => `${member}: ${name}\nreadable until ${readableUntil}`,
      );
    });
}

function asked({ client }: Person, limit: number): Promise<IdentityQuestionFieldsFragment[]> {
  return readPages(limit, async (variables) => {
    const { identityQuestionsAsked } = await call(() => client.request(IdentityQuestionsAskedDocument, variables));
    return identityQuestionsAsked;
  });
}

function received({ client }: Person, limit: number): Promise<IdentityQuestionFieldsFragment[]> {
  return readPages(limit, async (variables) => {
    const { identityQuestionsReceived } = await call(() =>
      client.request(IdentityQuestionsReceivedDocument, variables),
    );
    return identityQuestionsReceived;
  });
}

function describe(question: IdentityQuestionFieldsFragment) {
  return {
    question: question.id,
    member: question.member,
    organisation: question.organisationHandle ?? null,
    askedBy: question.askedBy,
    asking: question.askingHandle ?? null,
    purpose: question.purpose,
    caseRef: question.caseRef,
    justification: question.justification,
    askedAt: question.askedAt,
    state: question.state,
    reason: question.answerReason ?? null,
    readableUntil: question.readableUntil ?? null,
  };
}

function asText(questions: readonly ReturnType<typeof describe>[], isReceived: boolean): string {
  if (questions.length === 0)
    return isReceived
      ? 'nobody asked your organisation, or custodians alone see it'
      : 'you asked nobody; npx sealbridge org identity ask --help says how';
  const rows = questions.map((row) => [
    row.question,
    row.member.slice(0, 8),
    (isReceived ? row.asking : row.organisation) ?? 'a body of oversight',
    row.purpose,
    row.caseRef,
    row.state,
    row.justification,
  ]);
  return table([['question', 'handle', isReceived ? 'asked by' : 'asked', 'purpose', 'case', 'state', 'why'], ...rows]);
}

function readHandle(text: string): Id {
  const id = parseId(text);
  if (id === null)
    throw usage(
      'E_USAGE',
      'that is not a role handle',
      'it is the id of a member, as npx sealbridge directory show prints it',
    );
  return id;
}

function readQuestion(text: string): Id {
  const id = parseId(text);
  if (id === null)
    throw usage('E_USAGE', 'that is not the id of a question', 'npx sealbridge org identity list lists them');
  return id;
}

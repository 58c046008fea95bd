import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { PageArgs } from '../../platform/graphql/page.types.js';

import { IdentityService } from './identity.service.js';
import {
  AnswerIdentityInput,
  AnswerIdentityResult,
  AskIdentityInput,
  AskIdentityResult,
  IdentityQuestionConnection,
  RevealedIdentityResult,
} from './identity.types.js';
import { QuestionListService } from './question-list.service.js';
import { ReaderNamesService } from './reader-names.service.js';
import { ReaderNamesResult } from './reader-names.types.js';

/** Who stands behind a role handle: asked with a reason, answered by a custodian, read for a day. */
@Resolver()
export class IdentityResolver {
  constructor(
    private readonly identity: IdentityService,
    private readonly questions: QuestionListService,
    private readonly readers: ReaderNamesService,
  ) {}

  /** Any member: their own. */
  @Query(() => IdentityQuestionConnection, { description: 'The questions the caller asked, newest first.' })
  identityQuestionsAsked(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<IdentityQuestionConnection> {
    return this.questions.asked(caller, page);
  }

  /** Custodians. */
  @Query(() => IdentityQuestionConnection, {
    description: 'The questions to the own organisation but those about the caller, newest first; for its custodians.',
  })
  identityQuestionsReceived(
    @CurrentCaller() caller: Caller,
    @Args() page: PageArgs,
  ): Promise<IdentityQuestionConnection> {
    return this.questions.received(caller, page);
  }

  /** Whoever asked, for a day after the grant. */
  @Query(() => RevealedIdentityResult, {
    description: 'The name that was granted to the caller; each look is an entry.',
  })
  revealedIdentity(
    @CurrentCaller() caller: Caller,
    @Args('question', { type: () => ID, description: 'Id of the question.' }) question: string,
  ): Promise<typeof RevealedIdentityResult> {
    return this.identity.reveal(caller, question);
  }

  /** Members who send reports, about units of partners whose agreement says that names are shown. */
  @Query(() => ReaderNamesResult, {
    description: 'The names of the members of a unit of a partner, where the agreement says so; each look is an entry.',
  })
  readerNames(
    @CurrentCaller() caller: Caller,
    @Args('unit', { type: () => String, description: 'Handle of the unit.' }) unit: string,
  ): Promise<typeof ReaderNamesResult> {
    return this.readers.names(caller, unit);
  }

  /** Members, about handles whose chain they may read. */
  @Mutation(() => AskIdentityResult, { description: 'Asks an organisation who stands behind a role handle of theirs.' })
  askIdentity(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'About whom, and why.' }) input: AskIdentityInput,
  ): Promise<typeof AskIdentityResult> {
    return this.identity.ask(caller, input);
  }

  /** Custodians. */
  @Mutation(() => AnswerIdentityResult, { description: 'Grants or refuses the name behind a role handle.' })
  answerIdentity(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which question, and the answer.' }) input: AnswerIdentityInput,
  ): Promise<typeof AnswerIdentityResult> {
    return this.identity.answer(caller, input);
  }
}

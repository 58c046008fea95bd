import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';

import type { Caller } from './caller.js';

/** A request that the session middleware has seen. */
export interface WithCaller {
  readonly caller: Caller;
}

/** The caller of this request, in a resolver or a controller. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const holder: WithCaller =
    context.getType<string>() === 'graphql'
      ? GqlExecutionContext.create(context).getContext<WithCaller>()
      : context.switchToHttp().getRequest<WithCaller>();
  return holder.caller;
});

import { asFailure, WorkFailure, type FailureParts } from './failure.js';

/** What one side of the border offers to the other: methods by name, each with at most one argument that can be cloned. */
export type Operations = Readonly<Record<string, (input: never) => unknown>>;

/** Calls the other side. Rejects with WorkFailure and with nothing else. */
export interface Peer<Theirs> {
  call<Name extends keyof Theirs & string>(
    name: Name,
    ...input: InputOf<Theirs[Name]>
  ): Promise<OutputOf<Theirs[Name]>>;
}

type InputOf<Method> = Method extends (input: infer Input) => unknown ? (unknown extends Input ? [] : [Input]) : [];
type OutputOf<Method> = Method extends (input: never) => infer Output ? Awaited<Output> : never;

/** Either end of a message channel: a Worker, or the scope inside one. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: FailureParts };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: WorkFailure) => void;
}

/**
 * Joins two sides over a port: answers their calls with `own`, and makes ours. What `own` throws crosses as a code alone. `answered` is
 * given what each answer was, once a copy of it has crossed.
 */
export function makePeer<Theirs>(
  port: Port,
  own: Operations,
  answered: (name: string, value: unknown) => void = () => undefined,
): Peer<Theirs> {
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  port.addEventListener('message', ({ data }: MessageEvent) => {
    const message = data as Message;
    if (message.kind === 'call') void answer(port, own, message, answered);
    else settle(waiting, message);
  });
  return {
    call: (name, ...input) =>
      new Promise((resolve, reject) => {
        const id = (calls += 1);
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        port.postMessage({ kind: 'call', id, name, input: (input as unknown[])[0] } satisfies Message);
      }),
  };
}

async function answer(
  port: Port,
  own: Operations,
  { id, name, input }: Extract<Message, { kind: 'call' }>,
  answered: (name: string, value: unknown) => void,
): Promise<void> {
  try {
    const method = Object.hasOwn(own, name) ? own[name] : undefined;
    if (method === undefined) throw new WorkFailure({ code: 'E_NO_SUCH_CALL', kind: 'unexpected' });
    const value = await method(input as never);
    port.postMessage({ kind: 'done', id, value } satisfies Message);
    answered(name, value);
  } catch (error) {
    port.postMessage({ kind: 'failed', id, failure: asFailure(error) } satisfies Message);
  }
}

function settle(waiting: Map<number, Waiting>, message: Exclude<Message, { kind: 'call' }>): void {
  const call = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.kind === 'done') call?.resolve(message.value);
  else call?.reject(new WorkFailure(message.failure));
}

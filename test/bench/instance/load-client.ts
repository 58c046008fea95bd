// HTTP as a load generator needs it: connections kept alive, requests written ahead of time, answers read whole and parsed.
import { Agent, request as httpRequest } from 'node:http';

import type { TypedDocumentString } from '@sealbridge/api-client';

/** A GraphQL request as it goes over the wire; `answer` is never set and carries the type of the answer's data. */
export interface WrittenRequest<Result> {
  readonly body: Buffer;
  readonly answer?: Result;
}

/** Writes a request once, outside the timed part. */
export function writeRequest<Result, Variables>(
  document: TypedDocumentString<Result, Variables> | string,
  variables: Variables,
): WrittenRequest<Result> {
  return { body: Buffer.from(JSON.stringify({ query: String(document), variables })) };
}

/** Requests to one server over at most `connections` connections. */
export class LoadClient {
  readonly #agent: Agent;
  readonly #url: URL;

  constructor(server: string, connections: number) {
    this.#url = new URL(server);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The data of the answer; null is nobody's token. Throws for a status other than 200 and for any GraphQL error. */
  async send<Result>(
    token: string | null,
    { body }: WrittenRequest<Result>,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Result> {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...more };
    const answer = JSON.parse((await this.#exchange('POST', '/graphql', token, headers, body)).toString()) as {
      readonly data?: Result | null;
      readonly errors?: readonly { readonly message: string }[];
    };
    const { data, errors } = answer;
    if (data === undefined || data === null || errors !== undefined) {
      throw new Error(`the server answered: ${errors?.[0]?.message ?? 'nothing'}`);
    }
    return data;
  }

  /** Uploads ciphertext. */
  async putBlob(token: string, sha256: string, bytes: Buffer): Promise<void> {
    const headers = { 'content-type': 'application/octet-stream', 'x-blob-length': String(bytes.length) };
    await this.#exchange('PUT', `/blobs/${sha256}`, token, headers, bytes);
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(
    method: string,
    path: string,
    token: string | null,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
  ): Promise<Buffer> {
    const { host, port } = this.#url;
    const all = {
      ...headers,
      host,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      'x-sealbridge-request': '1',
      'content-length': String(body.length),
    };
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { agent: this.#agent, host: '127.0.0.1', port, method, path, headers: all },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const answer = Buffer.concat(chunks);
            if (Math.floor((response.statusCode ?? 0) / 100) === 2) resolve(answer);
            else
              reject(
                new Error(`${method} ${path}: status ${response.statusCode ?? 0}: ${answer.toString().slice(0, 200)}`),
              );
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }
}

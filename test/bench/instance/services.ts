// The services of the API in this process, on the database of a running instance: everything an act costs without HTTP and GraphQL.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { NestFactory } from '@nestjs/core';
import { fromBase64, fromBase64Url, sha256 } from '@sealbridge/sodium';

import type { Caller } from '../../../apps/api/src/access/caller.js';
import type { AppModule } from '../../../apps/api/src/app.module.js';
import type { ApiConfiguration } from '../../../apps/api/src/platform/configuration/api-configuration.js';
import type { InboxService } from '../../../apps/api/src/reports/inbox.service.js';
import type { OpeningService } from '../../../apps/api/src/reports/opening.service.js';
import type { OpenReportInput } from '../../../apps/api/src/reports/opening.types.js';
import { apiProgram } from '../../../apps/cli/src/instance/programs.js';
import { readInstanceSettings } from '../../../apps/cli/src/instance/settings.js';
import type { Person } from '../../../apps/cli/src/session/person.js';
import type { ReadyOpening } from './openings.js';
import type { BenchInstance } from './running.js';

/** Two acts as their services do them, authorised and recorded. */
export interface Services {
  /** Ids of the first reports of the inbox. */
  inbox(person: Person, first: number): Promise<string[]>;
  /** Throws when the grant is not released. */
  open(person: Person, opening: ReadyOpening): Promise<void>;
  close(): Promise<void>;
}

/** A further process of the instance, as it were; it listens to nobody. */
export async function openServices(instance: BenchInstance): Promise<Services> {
  // the built API has libraries of its own, beside those of the bundle
  await (await built<{ ready: () => Promise<void> }>('libs/sodium/dist/index.js')).ready();
  const { AppModule: module } = await built<{ AppModule: typeof AppModule }>('apps/api/dist/app.module.js');
  const { readApiConfiguration } = await built<{ readApiConfiguration: (env: object) => ApiConfiguration }>(
    'apps/api/dist/platform/configuration/api-configuration.js',
  );
  const ports = { api: Number(new URL(instance.url).port), metrics: 0, witness: 0 };
  const { env } = apiProgram(instance.home, readInstanceSettings({}), instance.adminUrl, ports);
  const app = await NestFactory.createApplicationContext(module.register(readApiConfiguration(env)), {
    logger: false,
    abortOnError: false,
  });
  const { InboxService: inboxes } = await built<{ InboxService: typeof InboxService }>(
    'apps/api/dist/reports/inbox.service.js',
  );
  const { OpeningService: openings } = await built<{ OpeningService: typeof OpeningService }>(
    'apps/api/dist/reports/opening.service.js',
  );
  const { makeId } = await built<{ makeId: () => Caller['requestId'] }>('apps/api/dist/access/caller.js');
  const callerOf = ({ token, profile, keys }: Person): Caller => ({
    session: {
      tokenSha256: sha256(fromBase64Url(token)),
      transport: 'bearer',
      ...{ device: keys.device, member: profile.member, organisation: profile.org },
    },
    requestId: makeId(),
    client: { build: 'bench', address: '127.0.0.1', ownPages: true },
  });
  return {
    inbox: async (person, first) => {
      const { edges } = await app.get(inboxes).inbox(callerOf(person), { first });
      return edges.map(({ node }) => node.id);
    },
    open: async (person, { input }) => {
      const answer = await app.get(openings).open(callerOf(person), inputOf(input));
      if (!('grant' in answer)) throw new Error(`not released: ${answer.code}`);
    },
    close: () => app.close(),
  };
}

/** What GraphQL makes of the input. */
function inputOf({ request, signature, caseRef, justification, ...rest }: ReadyOpening['input']): OpenReportInput {
  return {
    ...rest,
    request: fromBase64(request),
    signature: fromBase64(signature),
    caseRef: { ...caseRef, salt: fromBase64(caseRef.salt) },
    justification: { ...justification, salt: fromBase64(justification.salt) },
  };
}

async function built<Module>(path: string): Promise<Module> {
  // eslint-disable-next-line no-restricted-syntax -- the bundle this becomes has no place from which a literal would lead there
  return (await import(pathToFileURL(join(process.cwd(), path)).href)) as Module;
}

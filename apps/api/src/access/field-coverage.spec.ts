import 'reflect-metadata';

import {
  Parent,
  Query,
  ResolveField,
  Subscription,
  Resolver,
  GraphQLSchemaBuilderModule,
  GraphQLSchemaFactory,
} from '@nestjs/graphql';
import { NestFactory } from '@nestjs/core';
import { ACTIONS } from '@sealbridge/policy';
import {
  buildSchema,
  getNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  type GraphQLInputType,
  isListType,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startApi, type TestApi } from '../../../../test/support/api.js';
import { reasonOfWatching } from '../../../../test/support/live.js';
import { AuditResolver } from '../audit/audit.resolver.js';
import { AuditEntry } from '../audit/audit.types.js';
import { COVERED, REVIEWED, uncovered, WITHOUT_FIELD } from './field-coverage.js';

const committed = buildSchema(readFileSync(join(__dirname, '../../../../libs/api-client/schema.graphql'), 'utf8'));

/** Somebody adds a query and forgets the door. */
@Resolver()
class Forgetful {
  @Query(() => String, { description: 'Planted.' })
  everything(): string {
    return 'all of it';
  }
}

/** Somebody computes a field beside the act that was decided upon. */
@Resolver(() => AuditEntry)
class Beside {
  @ResolveField()
  whole(@Parent() entry: AuditEntry): string {
    return entry.eventId;
  }
}

/** Somebody has something watched and forgets the door. */
@Resolver()
class Telling {
  @Subscription(() => String, { description: 'Planted.' })
  everythingNew(): AsyncIterableIterator<string> {
    throw new Error('planted');
  }
}

/** A provider that computes no field. */
class Plain {
  work(): void {
    // nothing
  }
}

async function schemaWith(...resolvers: (new (...given: never[]) => object)[]): Promise<GraphQLSchema> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  try {
    return await app.get(GraphQLSchemaFactory).create(resolvers);
  } finally {
    await app.close();
  }
}

describe('the schema', () => {
  it('has no field that neither an action nor a reviewed reason covers', () => {
    expect(uncovered(committed, [new Plain()])).toEqual([]);
  });

  it('goes red when a query is added without a policy action', async () => {
    expect(uncovered(await schemaWith(AuditResolver, Forgetful), [])).toContain('Query.everything');
  });

  it('goes red when a subscription is added without a policy action', async () => {
    expect(uncovered(await schemaWith(AuditResolver, Telling), [])).toContain('Subscription.everythingNew');
  });

  it('goes red when a field below is computed by itself', () => {
    expect(uncovered(committed, [new Beside()])).toEqual(['Beside.whole']);
  });

  it('goes red when a listed field is gone', () => {
    expect(uncovered(buildSchema('type Query { me: String }'), [])).toContain('Query.inbox');
  });

  it('has a field, or a stated place, for every action', () => {
    expect(new Set([...Object.values(COVERED), ...Object.keys(WITHOUT_FIELD)])).toEqual(new Set(ACTIONS));
  });
});

/** A value that passes validation and means nothing. */
function nonsense(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return nonsense(type.ofType);
  if (isListType(type)) return [];
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isInputObjectType(named)) {
    return Object.fromEntries(Object.values(named.getFields()).map((field) => [field.name, nonsense(field.type)]));
  }
  return named.name === 'Int' ? 1 : named.name === 'Bytes' ? 'AAAA' : '00000000-0000-0000-0000-000000000000';
}

describe('without a session', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  }, 60_000);
  afterAll(() => api.stop());

  const ask = async (
    name: string,
  ): Promise<{ data?: Record<string, unknown> | null; errors?: { extensions: { code: string } }[] }> => {
    const [typeName = '', field = ''] = name.split('.');
    const root = committed.getType(typeName);
    const found = root !== undefined && 'getFields' in root ? root.getFields()[field] : undefined;
    if (found === undefined || !('args' in found)) throw new Error('no such field');
    const needed = found.args.filter((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined);
    const heads = needed.map((argument) => `$${argument.name}: ${String(argument.type)}`);
    const passes = needed.map((argument) => `${argument.name}: $${argument.name}`);
    const selects =
      'getFields' in getNamedType(found.type) || 'getTypes' in getNamedType(found.type) ? '{ __typename }' : '';
    const document = `${typeName.toLowerCase()} Ask${heads.length > 0 ? `(${heads.join(', ')})` : ''} { ${field}${passes.length > 0 ? `(${passes.join(', ')})` : ''} ${selects} }`;
    const variables = Object.fromEntries(needed.map((argument) => [argument.name, nonsense(argument.type)]));
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, variables }),
    });
    return (await response.json()) as Awaited<ReturnType<typeof ask>>;
  };

  // signing out twice is no failure, and there is nothing in the answer
  const givingSomething = Object.keys(COVERED).filter((name) => name !== 'Mutation.endSession');

  it.each(givingSomething)('%s gives nothing', async (name) => {
    const { data, errors } = await ask(name);
    const value = data?.[name.split('.')[1] ?? ''] as { __typename?: string } | null | undefined;
    const refused = ['UNAUTHENTICATED', 'BAD_USER_INPUT'].includes(errors?.[0]?.extensions.code ?? '');
    const failure = ['Refused', 'Invalid', 'RateLimited'].includes(value?.__typename ?? '');
    expect(refused || failure ? 'nothing' : { data, errors }).toBe('nothing');
  });

  it.each(givingSomething.filter((name) => name.startsWith('Subscription.')))(
    '%s tells nothing either',
    async (name) => {
      const query = `subscription { ${name.split('.')[1] ?? ''} { __typename } }`;
      expect(await reasonOfWatching(api.url, query, null)).toBe('UNAUTHENTICATED');
    },
  );

  it.each(Object.keys(REVIEWED))('%s answers, as reviewed', async (name) => {
    const { errors } = await ask(name);
    expect(errors ?? []).toEqual([]);
  });
});

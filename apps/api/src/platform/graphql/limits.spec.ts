import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';

import { MAX_ALIASES, MAX_DIRECTIVES, MAX_FRAGMENTS, MAX_REPEATS } from './document-limits.js';
import { LIMIT_RULES, MAX_TOKENS } from './limits.js';
import { MAX_COST, MAX_DEPTH, MUTATION_COST, QUESTION_COST } from './weight.js';

const CLIENT = join(__dirname, '../../../../../libs/api-client');
const schema = buildSchema(readFileSync(join(CLIENT, 'schema.graphql'), 'utf8'));
const trusted = Object.values(
  JSON.parse(readFileSync(join(CLIENT, 'trusted-documents.json'), 'utf8')) as object,
) as string[];

/** The names of the limits that a document is over. */
function over(text: string): string[] {
  const errors = validate(schema, parse(text), LIMIT_RULES);
  return errors.map(({ message }) => /^the operation is over the limit of (\w+)$/u.exec(message)?.[1] ?? message);
}

const times = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join(' ');
const inbox = (first: string, name = ''): string => `${name} inbox(first: ${first}) { edges { node { id } } }`;

it('no document of ours is over a limit, or near the number of tokens', () => {
  expect(trusted.length).toBeGreaterThan(80);
  for (const text of trusted) {
    expect([text, over(text)]).toEqual([text, []]);
    expect(() => parse(text, { maxTokens: MAX_TOKENS / 2 })).not.toThrow();
  }
});

it('the usual question about the schema is within the limits, once', () => {
  expect(over(getIntrospectionQuery())).toEqual([]);
  expect(over('{ a: __schema { description } b: __type(name: "Query") { name } }')).toEqual(['introspection']);
  expect(over('{ ...A } fragment A on Query { __schema { description } __type(name: "Query") { name } }')).toEqual([
    'introspection',
  ]);
  const deep = `${'type { '.repeat(1)}${'ofType { '.repeat(16)}name${' }'.repeat(17)}`;
  expect(over(`{ __type(name: "Query") { fields { ${deep} } } }`)).toEqual(['introspection']);
});

describe('a document is over the limit of', () => {
  it.each([
    ['aliases', `{ ${times(MAX_ALIASES + 1, (n) => `a${String(n)}: __typename`)} }`],
    ['directives', `{ me ${times(MAX_DIRECTIVES + 1, () => '@skip(if: false)')} { device } }`],
    ['directives', `query Q @x @x { me { ${times(MAX_DIRECTIVES, () => 'device @include(if: true)')} } }`],
    ['fragments', `{ ${times(MAX_FRAGMENTS + 1, () => '... on Query { __typename }')} }`],
    [
      'fragments',
      `{ me { device } } ${times(MAX_FRAGMENTS + 1, (n) => `fragment F${String(n)} on Query { __typename }`)}`,
    ],
    ['operations', 'query A { me { device } } query B { me { device } }'],
    [
      'operations',
      'query A { me { device } } mutation B { endSession(input: { clientMutationId: "x" }) { clientMutationId } }',
    ],
    ['repeats', `{ me { ${times(MAX_REPEATS + 1, () => 'device')} } }`],
    ['repeats', `{ ${times(MAX_REPEATS + 1, () => '__typename')} }`],
    ['repeats', `{ ${times(MAX_REPEATS + 1, () => '...F')} } fragment F on Query { __typename }`],
    [
      'depth',
      `{ ${'inbox { '.repeat(1)}edges { node ${'{ node '.repeat(MAX_DEPTH)} { id } ${'}'.repeat(MAX_DEPTH)} } } }`,
    ],
    ['cost', `{ ${inbox('600')} }`],
    ['cost', `query Q($n: Int!) { ${times(5, (n) => inbox('$n', `a${String(n)}:`))} }`],
    ['cost', `{ ${times(10, (n) => inbox('100', `a${String(n)}:`))} }`],
  ])('%s', (name, text) => {
    expect(new Set(over(text))).toContain(name);
  });

  it('cost, and nothing in it makes something else cheaper', () => {
    expect(over(`{ ${inbox('600')} ${inbox('-100000', 'cheap:')} }`)).toEqual(['cost']);
    expect(over(`{ ${inbox('600')} ${inbox('0', 'cheap:')} }`)).toEqual(['cost']);
  });

  it('cost by what it would be given when it does not say how many', () => {
    const unsaid = '{ edges { node { id } } }';
    const pages = times(10, (n) => `a${String(n)}: inbox ${unsaid}`);
    const others = ['applications', 'interests', 'notices', 'members', 'invitations', 'recoveries', 'auditEntries'];
    const more = others.map((name) => `${name} { edges { node { __typename } } }`).join(' ');
    expect(over(`{ ${pages} }`)).toEqual([]);
    expect(over(`{ ${pages} ${more} }`)).toEqual(['cost']);
  });

  it('cost with ten mutations, and not with nine', () => {
    const end = (n: number): string =>
      `a${String(n)}: endSession(input: { clientMutationId: "x" }) { clientMutationId }`;
    expect(over(`mutation { ${times(9, end)} }`)).toEqual([]);
    expect(over(`mutation { ${times(10, end)} }`)).toEqual(['cost']);
    expect(MAX_COST / MUTATION_COST).toBe(10);
    expect(MAX_COST / QUESTION_COST).toBe(100);
  });
});

it('the dearest document that the parser takes is looked at in a bounded number of steps', () => {
  // fields that could overlap are compared in pairs by GraphQL's own rules: with 1,000 tokens there are not many
  const wide = times(160, (n) => `...F${String(n % 2)} x`);
  const text = `{ ${wide} } fragment F0 on Query { ${times(80, () => 'a { b }')} } fragment F1 on Query { ${times(80, () => 'a { c }')} }`;
  const errors = validate(schema, parse(text), [...specifiedRules, ...LIMIT_RULES]);
  expect(errors.length).toBeLessThanOrEqual(101);
});

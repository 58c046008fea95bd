// Every type, field, argument and value of the GraphQL schema says what it is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { ROOT } from '../support/repository.js';

/** Coordinates of what has no description, as `Report.id` or `Query.report(id)`. */
function undescribed(sdl: string): string[] {
  const types = Object.values(buildSchema(sdl).getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );
  const found: string[] = [];
  const check = (coordinate: string, description: string | null | undefined): void => {
    if ((description ?? '').trim() === '') found.push(coordinate);
  };
  for (const type of types) {
    check(type.name, type.description);
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value.description);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field.description);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      check(`${type.name}.${field.name}`, field.description);
      for (const argument of field.args) check(`${type.name}.${field.name}(${argument.name})`, argument.description);
    }
  }
  return found;
}

describe('schema.graphql', () => {
  const sdl = readFileSync(join(ROOT, 'libs/api-client/schema.graphql'), 'utf8');

  it('has the operations of the first path', () => {
    const fields = buildSchema(sdl).getMutationType()?.getFields() ?? {};
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(['submitReport', 'openReport', 'startSession']));
  });

  it('has exactly the operations that the reference page lists', () => {
    const page = readFileSync(join(ROOT, 'docs/reference/graphql.md'), 'utf8');
    const listed = page.slice(page.indexOf('## Operations')).match(/(?<=^\| `)\w+/gm) ?? [];
    const schema = buildSchema(sdl);
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    expect([...listed].sort()).toEqual(fields.sort());
  });

  it('describes every type, field, argument and value', () => {
    expect(undescribed(sdl)).toEqual([]);
  });

  it('turns red on each place a description can be missing', () => {
    const planted = `
      type Query { bare(first: Int): Kind }
      enum Kind { ONE }
      input Ask { what: String }
      interface Node { id: ID }
      union Either = Query
      scalar Hour`;
    expect(undescribed(planted).sort()).toEqual(
      [
        'Ask',
        'Ask.what',
        'Either',
        'Hour',
        'Kind',
        'Kind.ONE',
        'Node',
        'Node.id',
        'Query',
        'Query.bare',
        'Query.bare(first)',
      ].sort(),
    );
  });
});

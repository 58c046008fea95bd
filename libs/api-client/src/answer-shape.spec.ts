import { type Fields, hasShape, type Shape } from './answer-shape.js';
import { ANSWER_SHAPES } from './generated/shapes.gen.js';

const OFFER: Shape = { fields: ANSWER_SHAPES['OpeningOffer'] ?? {}, required: true };
const OBJECT: Shape = { fields: { name: 'String!' }, required: false };
/** A name that every object has without its being sent. */
const INHERITED: Fields = Object.fromEntries<Shape>([['constructor', 'String']]);
const UNION: Shape = { members: { A: { __typename: 'String!', a: 'Int!' }, B: { b: OBJECT } }, required: true };

describe('what is of a shape', () => {
  it.each<[Shape, unknown]>([
    ['String', null],
    ['Int!', 7],
    ['Float', 7.5],
    ['Boolean!', false],
    ['Bytes!', ''],
    ['Bytes', 'AAAA'],
    ['Bytes!', 'AA=='],
    ['Bytes!', '//8='],
    ['Instant!', '2026-01-31T12:00:00.000Z'],
    [{ list: 'ID!', required: true }, []],
    [{ list: 'ID', required: true }, ['a', null]],
    [OBJECT, { name: 'x', more: 1 }],
    [OBJECT, null],
    [UNION, { __typename: 'A', a: 1 }],
    [UNION, { __typename: 'B', b: null }],
  ])('%j takes %j', (shape, value) => {
    expect(hasShape(shape, value)).toBe(true);
  });

  it.each<[Shape, unknown]>([
    ['String!', null],
    ['String', 7],
    ['String!', undefined],
    ['Int!', 7.5],
    ['Int', '7'],
    ['Float!', 'NaN'],
    ['Boolean!', 1],
    ['Bytes!', 'AAA'],
    ['Bytes!', 'AAAAA==='],
    ['Bytes!', 'AB=='],
    ['Bytes!', 'AAB='],
    ['Bytes!', 'A=AA'],
    ['Bytes!', '-_8='],
    ['Bytes!', ' AAA'],
    ['Bytes!', 'AAA\n'],
    ['Instant!', 'yesterday'],
    [{ list: 'ID!', required: true }, null],
    [{ list: 'ID!', required: true }, ['a', null]],
    [{ list: 'ID!', required: true }, { length: 0 }],
    [OBJECT, {}],
    [OBJECT, []],
    [OBJECT, 'name'],
    [UNION, null],
    [UNION, { a: 1 }],
    [UNION, { __typename: 'A' }],
    [UNION, { __typename: 'constructor', a: 1 }],
    [{ fields: INHERITED, required: true }, {}],
  ])('%j does not take %j', (shape, value) => {
    expect(hasShape(shape, value)).toBe(false);
  });
});

describe('the generated shapes', () => {
  it('follow fragments, interfaces and unions of the schema', () => {
    const refused = { __typename: 'Refused', code: 'E_REFUSED', message: 'x', path: null, reason: 'x', ref: 'x' };
    expect(hasShape(OFFER, { openingOffer: refused })).toBe(true);
    expect(hasShape(OFFER, { openingOffer: { ...refused, reason: null } })).toBe(false);
    expect(hasShape(OFFER, { openingOffer: { ...refused, __typename: 'OpeningOffer' } })).toBe(false);
    const release = ANSWER_SHAPES['OpenReport']?.['openReport'] as Extract<Shape, { readonly members: unknown }>;
    expect(release.members['OpenReportPayload']).toMatchObject({
      grant: 'Bytes!',
      event: { fields: { salt: 'Bytes!' } },
    });
  });
});

// What an operation selects below a root field: random fields, fragments inline and named, aliases, directives.
import { getNamedType, isLeafType, isObjectType, isUnionType, isInterfaceType, isRequiredArgument } from 'graphql';

import { inHundred, pick } from './random.mjs';

/** The server answers no deeper; sometimes deeper is asked for. */
const DEPTH = 7;
const MOST_ALIASES = 6;

/**
 * @typedef {object} Drawing
 * @property {(below: number) => number} random
 * @property {import('graphql').GraphQLSchema} schema
 * @property {string[]} fragments named fragments made so far
 * @property {number} aliases
 * @property {boolean} plain whether only what every server answers is drawn: for operations that are to succeed
 */

/** A selection set for a type, with its braces; empty for a scalar. */
export function selectionOf(drawing, type, depth = 1) {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  const parts = ['__typename'];
  if (isUnionType(named) || isInterfaceType(named)) parts.push(...members(drawing, named, depth));
  if (!isUnionType(named)) parts.push(...fields(drawing, named, depth));
  return inHundred(drawing.random, 12) && isObjectType(named) && !drawing.plain
    ? `{ ${namedFragment(drawing, named, parts)} }`
    : `{ ${parts.join(' ')} }`;
}

function members(drawing, abstract, depth) {
  return drawing.schema
    .getPossibleTypes(abstract)
    .filter(() => inHundred(drawing.random, 75))
    .map(
      (member) =>
        `... on ${member.name}${directive(drawing)} { __typename ${fields(drawing, member, depth).join(' ')} }`,
    );
}

function fields(drawing, type, depth) {
  return Object.values(type.getFields()).flatMap((field) => {
    const leaf = isLeafType(getNamedType(field.type));
    const wanted = leaf ? 80 : depth >= DEPTH ? 0 : 85 - 8 * depth;
    if (!inHundred(drawing.random, wanted) || field.args.some(isRequiredArgument)) return [];
    const below = leaf ? '' : ` ${selectionOf(drawing, field.type, depth + 1)}`;
    return [`${alias(drawing)}${field.name}${directive(drawing)}${below}`];
  });
}

function alias(drawing) {
  if (drawing.plain || drawing.aliases >= MOST_ALIASES || !inHundred(drawing.random, 4)) return '';
  drawing.aliases += 1;
  return `a${drawing.aliases}: `;
}

function directive(drawing) {
  if (drawing.plain || !inHundred(drawing.random, 4)) return '';
  return pick(drawing.random, [' @include(if: true)', ' @skip(if: false)', ' @include(if: false)', ' @skip(if: true)']);
}

function namedFragment(drawing, type, parts) {
  const name = `F${drawing.fragments.length}`;
  drawing.fragments.push(`fragment ${name} on ${type.name} { ${parts.join(' ')} }`);
  return `...${name}`;
}

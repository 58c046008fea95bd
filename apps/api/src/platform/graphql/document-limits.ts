import { type ASTVisitor, type SelectionSetNode, Kind, type ValidationRule } from 'graphql';

import { type DocumentLimit, overLimit } from './limit-error.js';

/** Most aliases in one document. */
export const MAX_ALIASES = 10;
/** Most directives in one document. */
export const MAX_DIRECTIVES = 10;
/** Most fragments in one document: those defined, spread and inline together. */
export const MAX_FRAGMENTS = 60;
/** Operations in one document: what is asked needs no choosing. */
export const MAX_OPERATIONS = 1;
/** How often one name may be asked for in one selection; twice gives no more than once. */
export const MAX_REPEATS = 5;
/** Questions about the schema in one document, where it may be asked about at all. */
export const MAX_INTROSPECTIONS = 1;

const INTROSPECTION_FIELDS: readonly string[] = ['__schema', '__type'];

/** Refuses documents that hold more of something than anybody needs, by the name of the limit. */
export const countRule: ValidationRule = (context): ASTVisitor => {
  const found: Record<Exclude<DocumentLimit, 'cost' | 'depth'>, number> = {
    aliases: 0,
    directives: 0,
    fragments: 0,
    introspection: 0,
    operations: 0,
    repeats: 0,
  };
  return {
    OperationDefinition() {
      found.operations += 1;
    },
    FragmentDefinition() {
      found.fragments += 1;
    },
    FragmentSpread() {
      found.fragments += 1;
    },
    InlineFragment() {
      found.fragments += 1;
    },
    Directive() {
      found.directives += 1;
    },
    Field({ alias, name }) {
      found.aliases += alias === undefined ? 0 : 1;
      found.introspection += INTROSPECTION_FIELDS.includes(name.value) ? 1 : 0;
    },
    SelectionSet(node) {
      found.repeats = Math.max(found.repeats, repeatsIn(node));
    },
    Document: {
      leave() {
        for (const { name, most } of LIMITS) {
          if (found[name] > most) context.reportError(overLimit(name));
        }
      },
    },
  };
};

const LIMITS = [
  { name: 'aliases', most: MAX_ALIASES },
  { name: 'directives', most: MAX_DIRECTIVES },
  { name: 'fragments', most: MAX_FRAGMENTS },
  { name: 'introspection', most: MAX_INTROSPECTIONS },
  { name: 'operations', most: MAX_OPERATIONS },
  { name: 'repeats', most: MAX_REPEATS },
] as const;

/** How often the name stands that is asked for most often. */
function repeatsIn({ selections }: SelectionSetNode): number {
  const times = new Map<string, number>();
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) continue;
    const name =
      selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : `...${selection.name.value}`;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return Math.max(0, ...times.values());
}

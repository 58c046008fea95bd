import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLCompositeType,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

import { overLimit } from './limit-error.js';

/** Deepest nesting of fields. */
export const MAX_DEPTH = 8;
/** Deepest nesting of a question about the schema, where it may be asked about at all; the usual one has 13. */
export const MAX_INTROSPECTION_DEPTH = 16;
/** Most a document may cost: one per object, multiplied by the number of items asked for; scalars are free. */
export const MAX_COST = 1000;
/** What each mutation costs besides: it writes, and has an entry of the log. */
export const MUTATION_COST = 100;
/** What each field at the root of a query costs besides: it is an act of its own. */
export const QUESTION_COST = 10;
/** Items of a list whose length the document does not say. */
const DEFAULT_ITEMS = 10;
/** Items when `first` is a variable: the most it may be. */
const VARIABLE_ITEMS = 100;

/** Refuses operations nested deeper than MAX_DEPTH or dearer than MAX_COST; fragments count where they are spread. */
export const weightRule: ValidationRule = (context): ASTVisitor => {
  const scales: Scales = { context, fragments: new Map() };
  return {
    OperationDefinition(node) {
      const root = context.getSchema().getRootType(node.operation);
      if (root === null || root === undefined) {
        context.reportError(new GraphQLError('no such operation', { extensions: { code: 'BAD_USER_INPUT' } }));
        return;
      }
      const { depth, cost } = weigh(scales, node.selectionSet, root);
      if (depth > MAX_DEPTH) {
        context.reportError(overLimit('depth'));
      }
      if (cost > MAX_COST) {
        context.reportError(overLimit('cost'));
      }
    },
  };
};

/** Each fragment is weighed once: fragments that spread others twice would else double the work at every step. */
interface Scales {
  readonly context: ValidationContext;
  readonly fragments: Map<string, Weight>;
}

interface Weight {
  readonly depth: number;
  readonly cost: number;
}

const NOTHING: Weight = { depth: 0, cost: 0 };

function weigh(scales: Scales, set: SelectionSetNode, parent: GraphQLNamedOutputType): Weight {
  const weights = set.selections.map((selection): Weight => {
    switch (selection.kind) {
      case Kind.FIELD:
        return weighField(scales, selection, parent);
      case Kind.INLINE_FRAGMENT: {
        const on = typeNamed(scales.context, selection.typeCondition?.name.value) ?? parent;
        return weigh(scales, selection.selectionSet, on);
      }
      case Kind.FRAGMENT_SPREAD:
        return weighFragment(scales, selection.name.value);
    }
  });
  return {
    depth: Math.max(0, ...weights.map(({ depth }) => depth)),
    cost: weights.reduce((sum, { cost }) => sum + cost, 0),
  };
}

function weighFragment(scales: Scales, name: string): Weight {
  const { context, fragments } = scales;
  const known = fragments.get(name);
  const fragment = context.getFragment(name);
  const on = typeNamed(context, fragment?.typeCondition.name.value);
  if (known !== undefined || fragment === null || fragment === undefined || on === undefined) {
    return known ?? NOTHING;
  }
  // a cycle is refused by the standard rules; here it must only end
  fragments.set(name, NOTHING);
  const weight = weigh(scales, fragment.selectionSet, on);
  fragments.set(name, weight);
  return weight;
}

function weighField(scales: Scales, node: FieldNode, parent: GraphQLNamedOutputType): Weight {
  const schema = scales.context.getSchema();
  const atRoot =
    parent === schema.getMutationType() ? MUTATION_COST : parent === schema.getQueryType() ? QUESTION_COST : 0;
  const aboutSchema = ABOUT_SCHEMA.get(node.name.value);
  if (aboutSchema !== undefined && node.selectionSet !== undefined) {
    return weighIntrospection(scales, node.selectionSet, getNamedType(aboutSchema.type));
  }
  const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
  const outputs = field !== undefined && 'args' in field ? field : undefined;
  if (node.selectionSet === undefined) {
    return { depth: 1, cost: atRoot };
  }
  if (outputs === undefined) {
    // there is no such field, which the standard rules say; how deep it goes on counts all the same
    return { depth: weigh(scales, node.selectionSet, parent).depth + 1, cost: atRoot };
  }
  const below = weigh(scales, node.selectionSet, getNamedType(outputs.type));
  const bare = isNonNullType(outputs.type) ? outputs.type.ofType : outputs.type;
  const items = itemsAsked(node, outputs) ?? (isListType(bare) && !pagedAbove(parent) ? DEFAULT_ITEMS : 1);
  return { depth: below.depth + 1, cost: atRoot + 1 + items * below.cost };
}

const ABOUT_SCHEMA: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/** Its own depth counts alone: the usual question about the schema is deeper than any operation, and there is one a document. */
function weighIntrospection(scales: Scales, set: SelectionSetNode, type: GraphQLNamedOutputType): Weight {
  if (weigh(scales, set, type).depth >= MAX_INTROSPECTION_DEPTH) {
    scales.context.reportError(overLimit('introspection'));
  }
  return { depth: 1, cost: QUESTION_COST };
}

/** The edges and nodes of a connection are counted where `first` stands, or would stand. */
const pagedAbove = (parent: GraphQLNamedOutputType): boolean => parent.name.endsWith('Connection');

/** The items of a field that takes `first`; null for any other. A number below 1 asks for nothing, and makes nothing cheaper. */
function itemsAsked(node: FieldNode, { args }: GraphQLField<unknown, unknown>): number | null {
  const argument = args.find(({ name }) => name === 'first');
  if (argument === undefined) {
    return null;
  }
  const first = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (first === undefined) {
    return typeof argument.defaultValue === 'number' ? argument.defaultValue : VARIABLE_ITEMS;
  }
  return first.kind === Kind.INT ? Math.max(1, Number(first.value)) : VARIABLE_ITEMS;
}

function typeNamed(context: ValidationContext, name: string | undefined): GraphQLCompositeType | undefined {
  const type = name === undefined ? undefined : context.getSchema().getType(name);
  return isCompositeType(type) ? type : undefined;
}

import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLNamedOutputType,
  type GraphQLCompositeType,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Deepest nesting of fields. */
export const MAX_DEPTH = 8;
/** Most aliases in one document. */
export const MAX_ALIASES = 10;
/** Most a document may cost: one per object, multiplied by the number of items asked for; scalars are free. */
export const MAX_COST = 1000;
/** Most tokens the parser reads. */
export const MAX_TOKENS = 1000;
/** Items of a list whose length the document does not say. */
const DEFAULT_ITEMS = 10;
/** Items when `first` is a variable: the most it may be. */
const VARIABLE_ITEMS = 100;

const refuse = (context: ValidationContext, what: string): void =>
  context.reportError(new GraphQLError(`the operation is too ${what}`, { extensions: { code: 'BAD_USER_INPUT' } }));

/** Refuses documents with more than MAX_ALIASES aliases. */
const aliasRule: ValidationRule = (context): ASTVisitor => {
  let aliases = 0;
  return {
    Field(node) {
      aliases += node.alias === undefined ? 0 : 1;
    },
    Document: {
      leave() {
        if (aliases > MAX_ALIASES) {
          refuse(context, 'aliased');
        }
      },
    },
  };
};

/** Refuses operations nested deeper than MAX_DEPTH or dearer than MAX_COST; fragments count where they are spread. */
const weightRule: ValidationRule = (context): ASTVisitor => {
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
        refuse(context, 'deep');
      }
      if (cost > MAX_COST) {
        refuse(context, 'costly');
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
  const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
  const type = field !== undefined && 'type' in field ? field.type : undefined;
  if (type === undefined || node.selectionSet === undefined) {
    return { depth: 1, cost: 0 };
  }
  const below = weigh(scales, node.selectionSet, getNamedType(type));
  const bare = isNonNullType(type) ? type.ofType : type;
  const items = itemsAsked(node) ?? (isListType(bare) && !pagedAbove(parent) ? DEFAULT_ITEMS : 1);
  return { depth: below.depth + 1, cost: 1 + items * below.cost };
}

/** The edges and nodes of a connection are counted where `first` stands. */
const pagedAbove = (parent: GraphQLNamedOutputType): boolean => parent.name.endsWith('Connection');

function itemsAsked(node: FieldNode): number | null {
  const first = node.arguments?.find((argument) => argument.name.value === 'first');
  if (first === undefined) {
    return null;
  }
  return first.value.kind === Kind.INT ? Number(first.value.value) : VARIABLE_ITEMS;
}

function typeNamed(context: ValidationContext, name: string | undefined): GraphQLCompositeType | undefined {
  const type = name === undefined ? undefined : context.getSchema().getType(name);
  return isCompositeType(type) ? type : undefined;
}

/** The rules every document must pass besides GraphQL's own. */
export const LIMIT_RULES: readonly ValidationRule[] = [aliasRule, weightRule];

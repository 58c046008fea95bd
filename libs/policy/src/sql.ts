import { type Condition, isLeafOperator, type LeafOperator, type Scalar } from './condition.js';
import { PolicyError } from './policy-error.js';

/** Where a field stands in the query of a repository: an SQL expression written by us, and the type its values are bound as. */
export interface Column {
  readonly expression: string;
  readonly type: 'uuid' | 'text' | 'bigint' | 'boolean';
}

/** Field → column. A field without a column makes the compilation throw: a condition is never left out. */
export type Columns = Readonly<Record<string, Column>>;

/** An SQL boolean expression, never null, and the values of its parameters in order. */
export interface SqlCondition {
  readonly text: string;
  readonly values: readonly (Scalar | readonly Scalar[])[];
}

/** Nobody may see anything: what a missing rule compiles to. */
export const NO_ROWS: SqlCondition = { text: 'FALSE', values: [] };

/**
 * Compiles a condition to SQL whose parameters are numbered from `firstParameter`. Every leaf is two-valued, so that NOT of a
 * leaf over null is true exactly as in the matcher. Throws PolicyError on an operator or field it does not know.
 */
export function compile(condition: Condition, columns: Columns, firstParameter: number): SqlCondition {
  const values: (Scalar | readonly Scalar[])[] = [];
  const bind = (value: Scalar | readonly Scalar[]): string => {
    values.push(value);
    return `$${firstParameter + values.length - 1}`;
  };
  const text = render(condition, columns, bind);
  return { text, values };
}

type Bind = (value: Scalar | readonly Scalar[]) => string;

function render(condition: Condition, columns: Columns, bind: Bind): string {
  switch (condition.operator) {
    case 'and':
      return join(condition.value, ' AND ', 'TRUE', columns, bind);
    case 'or':
      return join(condition.value, ' OR ', 'FALSE', columns, bind);
    case 'not':
      return `NOT ${join(condition.value, ' AND ', 'TRUE', columns, bind)}`;
    default:
      return renderLeaf(condition.operator, columnOf(columns, condition.field), condition.value, bind);
  }
}

function join(parts: readonly Condition[], by: string, empty: string, columns: Columns, bind: Bind): string {
  return parts.length === 0 ? empty : `(${parts.map((part) => render(part, columns, bind)).join(by)})`;
}

const COMPARISONS: Partial<Record<LeafOperator, string>> = {
  eq: '=',
  ne: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

function renderLeaf(
  operator: LeafOperator,
  { expression, type }: Column,
  value: Scalar | readonly Scalar[],
  bind: Bind,
): string {
  if (!isLeafOperator(operator)) {
    throw new PolicyError('E_POLICY_OPERATOR');
  }
  const sign = COMPARISONS[operator];
  if (sign !== undefined) {
    return `(${expression} ${sign} ${bind(value)}::${type}) IS TRUE`;
  }
  const list = `${bind(value)}::${type}[]`;
  switch (operator) {
    case 'in':
      return `(${expression} = ANY (${list})) IS TRUE`;
    case 'nin':
      return `(${expression} IS NOT NULL AND ${expression} <> ALL (${list}))`;
    case 'any':
      return `(${expression} && ${list}) IS TRUE`;
    case 'within':
      return `(${expression} <@ ${list}) IS TRUE`;
    default:
      throw new PolicyError('E_POLICY_OPERATOR');
  }
}

function columnOf(columns: Columns, field: string): Column {
  const column = Object.hasOwn(columns, field) ? columns[field] : undefined;
  if (column === undefined) {
    throw new PolicyError('E_POLICY_FIELD');
  }
  return column;
}

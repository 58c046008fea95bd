// Lint rules of our own, for what no published rule says. Their planted faults are in ../lint.spec.ts.
import ts from 'typescript';

/** Every `eslint-disable` says why, after ` -- `, and names the rules it switches off. */
const describedDisable = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      reason: 'say why after " -- "',
      names: 'name the rules to switch off',
    },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const directive = /^\s*eslint-disable(?:-next-line|-line)?(?<rest>[\s\S]*)$/.exec(comment.value);
          if (!directive) continue;
          const [rules = '', reason = ''] = directive.groups.rest.split(/\s--\s/, 2);
          if (rules.trim() === '') context.report({ loc: comment.loc, messageId: 'names' });
          if (reason.trim().length < 10) context.report({ loc: comment.loc, messageId: 'reason' });
        }
      },
    };
  },
};

const BYTES = new Set(['Uint8Array', 'Buffer', 'ArrayBuffer']);
const SECRET_NAME = /^(?:.*(?:Token|Secret|Passphrase|Seed|Mac)|token|secret|passphrase|seed|mac)$/;

/** Bytes and secrets are compared with `equal()` of libs/sodium: `===` on arrays compares references, on secrets leaks time. */
const bytesEqual = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      bytes: 'compare bytes with equal(), === compares references',
      secret: 'compare secrets with equal(), === takes a time that depends on the secret',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    return {
      BinaryExpression(node) {
        if (!['===', '!==', '==', '!='].includes(node.operator)) return;
        const sides = [node.left, node.right];
        const types = sides.map((side) => checker.getNonNullableType(services.getTypeAtLocation(side)));
        if (types.every((type) => isBytes(type))) context.report({ node, messageId: 'bytes' });
        else if (
          types.every((type) => isText(type)) &&
          sides.some((side) => isSecretName(side)) &&
          !sides.some(isLiteral)
        )
          context.report({ node, messageId: 'secret' });
      },
    };
  },
};

function isBytes(type) {
  const name = type.getSymbol()?.getName();
  return name !== undefined && BYTES.has(name);
}

function isText(type) {
  return (type.flags & ts.TypeFlags.StringLike) !== 0;
}

function isLiteral(node) {
  return node.type === 'Literal';
}

function isSecretName(node) {
  const name = node.type === 'MemberExpression' ? node.property.name : node.name;
  return name !== undefined && SECRET_NAME.test(name);
}

/** Exported functions, classes and types say what they promise. A plain value is named well, or has a comment where it needs one. */
const documentedExport = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'write the contract of {{name}} in a doc comment above it' },
  },
  create(context) {
    const check = (statement, declaration) => {
      if (isPlainValue(declaration) || isOverload(statement) || isElementOfListAbove(context.sourceCode, statement))
        return;
      if (hasDocComment(context.sourceCode, declaration.decorators?.[0] ?? statement)) return;
      const names =
        declaration.type === 'VariableDeclaration'
          ? declaration.declarations.map((variable) => variable.id.name ?? 'these values')
          : [declaration.id?.name ?? 'the default export'];
      for (const name of names) context.report({ node: declaration, messageId: 'missing', data: { name } });
    };
    return {
      ExportNamedDeclaration(node) {
        if (node.declaration) check(node, node.declaration);
      },
      ExportDefaultDeclaration(node) {
        check(node, node.declaration);
      },
    };
  },
};

function isPlainValue(declaration) {
  const functions = ['ArrowFunctionExpression', 'FunctionExpression', 'ClassExpression'];
  return (
    declaration.type === 'VariableDeclaration' &&
    declaration.declarations.every(({ init }) => !functions.includes(init?.type))
  );
}

/** The contract of an overloaded function is written above its first signature. */
function isOverload(statement) {
  const name = statement.declaration?.id?.name;
  if (name === undefined) return false;
  const siblings = statement.parent.body;
  const before = siblings[siblings.indexOf(statement) - 1];
  return before?.declaration?.type === 'TSDeclareFunction' && before.declaration.id?.name === name;
}

/** `export type Role = (typeof ROLES)[number]` right below the documented `ROLES` has the same contract. */
function isElementOfListAbove(sourceCode, statement) {
  if (statement.declaration?.type !== 'TSTypeAliasDeclaration') return false;
  const list = /^\(typeof (?<name>\w+)\)\[/.exec(sourceCode.getText(statement.declaration.typeAnnotation))?.groups.name;
  const siblings = statement.parent.body;
  const above = siblings[siblings.indexOf(statement) - 1]?.declaration;
  return (
    list !== undefined && above?.type === 'VariableDeclaration' && above.declarations.some(({ id }) => id.name === list)
  );
}

function hasDocComment(sourceCode, node) {
  const last = sourceCode.getCommentsBefore(node).at(-1);
  return last?.type === 'Block' && last.value.startsWith('*') && last.value.replaceAll(/[*\s]/g, '').length > 0;
}

/** The plugin, under the name `sealbridge`. */
export const sealbridge = {
  rules: { 'described-disable': describedDisable, 'bytes-equal': bytesEqual, 'documented-export': documentedExport },
};

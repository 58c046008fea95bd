/** An instance of a GraphQL type with these fields: which member of a union an answer is, its class tells. */
export function asType<T extends object>(type: new () => T, fields: T): T {
  return Object.assign(new type(), fields);
}

/** A closed list of codes as it is stored and published: a code means nothing without its scheme and version. */
export interface CodeList<Code extends string = string> {
  readonly scheme: string;
  readonly version: string;
  readonly codes: readonly Code[];
}

/** A code as it stands in a stored card. */
export interface StoredCode<Code extends string = string> {
  readonly scheme: string;
  readonly version: string;
  readonly code: Code;
}

/** Puts a name and a version to a list of codes. */
export function codeList<const Code extends string>(
  scheme: string,
  version: string,
  codes: readonly Code[],
): CodeList<Code> {
  return Object.freeze({ scheme, version, codes: Object.freeze([...codes]) });
}

/** Tells whether a value is one of the codes; spelling and case count. */
export function isCode<Code extends string>(codes: readonly Code[], value: unknown): value is Code {
  return typeof value === 'string' && (codes as readonly string[]).includes(value);
}

/** Gives the stored form of a code, or null when the list does not hold it. */
export function storeCode<Code extends string>(list: CodeList<Code>, value: string): StoredCode<Code> | null {
  return isCode(list.codes, value) ? { scheme: list.scheme, version: list.version, code: value } : null;
}

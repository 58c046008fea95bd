/**
 * One thing wrong with an input. `path` says where, in the words of the file (`card.route.origin[2]`); `code` is stable;
 * `message` is one lower-case line. None of the three ever holds a value of the input.
 */
export interface Problem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

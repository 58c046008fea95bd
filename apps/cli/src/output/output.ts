import { oneLine, printable, printableJson } from './printable.js';

/** How a command answers: data on stdout, as JSON or as text for people. */
export interface Output {
  /** Prints the result. `asText` is only called for people; it gives lines without a final newline. */
  result(data: unknown, asText: () => string): void;
  /** Prints one of many results that come while the command runs: with `json` one JSON value on one line. */
  line(data: unknown, asText: () => string): void;
}

const INDENT = 2;

/** Writes to stdout: with `json` one JSON value, else the text. */
export function stdoutOutput(json: boolean): Output {
  return {
    result: (data, asText) => void process.stdout.write(`${json ? toJson(data) : printable(asText())}\n`),
    line: (data, asText) =>
      void process.stdout.write(`${json ? printableJson(JSON.stringify(data)) : oneLine(asText())}\n`),
  };
}

/** JSON as every command prints it. A bigint, which here is a size or a time, is printed as a number. */
export function toJson(data: unknown): string {
  const json = JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), INDENT);
  return printableJson(json);
}

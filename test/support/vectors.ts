import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDER = resolve(__dirname, '..', 'vectors');

/** Reads a list of vectors, `<lib>/<name>.json`, as pairs of description and vector for `test.each`. */
export function readVectors<Vector extends { readonly description: string }>(path: string): [string, Vector][] {
  const vectors = JSON.parse(readFileSync(resolve(FOLDER, path), 'utf8')) as readonly Vector[];
  return vectors.map((vector) => [vector.description, vector]);
}

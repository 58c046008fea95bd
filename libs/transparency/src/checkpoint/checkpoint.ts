import { toBase64 } from '@sealbridge/sodium';
import { TransparencyError } from '../error.js';
import { TREE_HASH_BYTES } from '../merkle/hash.js';
import { parseBase64, parseDecimal } from '../text.js';

/** What a log signs (tlog-checkpoint). `extensions` are further lines, kept because they are signed. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly extensions: readonly string[];
}

/** The checkpoint of a note's text. Throws E_FORM on any other form, and on a size over 2^53 - 1. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : [];
  const [origin, sizeText, rootText, ...extensions] = lines;
  if (origin === undefined || sizeText === undefined || rootText === undefined) throw malformed();
  const size = parseDecimal(sizeText);
  const root = parseBase64(rootText);
  if (size === null || root?.length !== TREE_HASH_BYTES || lines.includes('')) throw malformed();
  return { origin, size, root, extensions };
}

/** The note text of a checkpoint, without extension lines unless it has them. */
export function writeCheckpoint(checkpoint: Omit<Checkpoint, 'extensions'> & Partial<Checkpoint>): string {
  const { origin, size, root, extensions = [] } = checkpoint;
  return [origin, String(size), toBase64(root), ...extensions].map((line) => `${line}\n`).join('');
}

function malformed(): TransparencyError {
  return new TransparencyError('E_FORM', 'a checkpoint is malformed');
}

import { isCode, LIMITS, type Problem } from '@sealbridge/vocabulary';

import { checkText, utf8Length } from './text-check.js';

/** A plain object out of a file, keys not yet checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Limits of one text: `code` is the problem's code when the text is longer. */
export interface TextRule {
  readonly maxBytes: number;
  readonly code: string;
  readonly mayBeEmpty?: boolean;
}

/**
 * Reads a file's value piece by piece and keeps a list of what is wrong, so that an author sees all of it at once. Every
 * method gives null where it noted a problem; nothing throws, and no problem quotes what was read.
 */
export class Reader {
  readonly problems: Problem[] = [];

  note(path: string, code: string, message: string): null {
    this.problems.push({ path, code, message });
    return null;
  }

  /** An object that has no keys but these. */
  object(value: unknown, path: string, keys: readonly string[]): Fields | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.note(path, 'E_TYPE', 'has to be an object');
    }
    Object.keys(value).forEach((key, index) => {
      if (!keys.includes(key)) this.note(`${path}.(key ${String(index + 1)})`, 'E_KEY', 'there is no such field');
    });
    return value as Fields;
  }

  list(value: unknown, path: string, max: number, code: string): readonly unknown[] | null {
    if (!Array.isArray(value)) return this.note(path, 'E_TYPE', 'has to be a list');
    if (value.length > max) return this.note(path, code, `more than ${String(max)} entries`);
    return value as readonly unknown[];
  }

  text(value: unknown, path: string, rule: TextRule): string | null {
    if (value === undefined || value === null) return this.note(path, 'E_MISSING', 'required');
    if (typeof value !== 'string') return this.note(path, 'E_TYPE', 'has to be a text; put it in quotation marks');
    if (rule.mayBeEmpty !== true && value.trim() === '') return this.note(path, 'E_EMPTY', 'is empty');
    if (utf8Length(value) > rule.maxBytes) {
      return this.note(path, rule.code, `longer than ${String(rule.maxBytes)} bytes of utf-8`);
    }
    const fault = checkText(value);
    return fault === null ? value : this.note(path, fault.code, fault.message);
  }

  code<Code extends string>(value: unknown, path: string, codes: readonly Code[]): Code | null {
    if (value === undefined) return this.note(path, 'E_MISSING', `required: one of ${codes.join(', ')}`);
    return isCode(codes, value) ? value : this.note(path, 'E_CODE', `has to be one of ${codes.join(', ')}`);
  }

  matching(value: unknown, path: string, pattern: RegExp, words: string): string | null {
    if (value === undefined) return this.note(path, 'E_MISSING', `required: ${words}`);
    return typeof value === 'string' && pattern.test(value) ? value : this.note(path, 'E_FORM', `has to be ${words}`);
  }
}

/**
 * Refuses a value that is not plain data or is nested too deep, before anything walks it by recursion. Returns the problem
 * or null. Cycles are found as depth.
 */
export function checkDepth(value: unknown): Problem | null {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > LIMITS.MAX_DEPTH) {
      return { path: '', code: 'E_TOO_DEEP', message: `nested deeper than ${String(LIMITS.MAX_DEPTH)} levels` };
    }
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return null;
}

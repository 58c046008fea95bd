import { skeleton } from '../skeleton.js';

/**
 * What a name and a handle look like to a reader (Unicode TR39): two applicants with one of these in common can be taken for each
 * other. The skeleton of the name comes first.
 */
export function skeletonsOf(name: string, handle: string): string[] {
  return [...new Set([skeleton(name), skeleton(handle)])];
}

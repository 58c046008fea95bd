import type { Id } from '@sealbridge/vocabulary';

/** Which epoch of which unit. */
export interface EpochName {
  readonly unit: Id;
  readonly epoch: number;
}

/** Order of texts made of ASCII, the same as that of their bytes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Whether a list rises strictly, so that it has one form and holds nothing twice. */
export function isSorted<T>(items: readonly T[], compare: (a: T, b: T) => number): boolean {
  return items.every((item, index) => {
    const before = items[index - 1];
    return index === 0 || before === undefined || compare(before, item) < 0;
  });
}

/** Order of epochs: by unit, then number. */
export function compareEpochs(a: EpochName, b: EpochName): number {
  return compareText(a.unit, b.unit) || a.epoch - b.epoch;
}

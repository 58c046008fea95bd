import type { Problem } from '@sealbridge/vocabulary';

import type { Decision } from './decisions.js';
import { occurrences, type Stretch } from './occurrences.js';

/** A decision laid on one stretch of one text. `statement` is 0 for the title. */
export interface Placed extends Stretch {
  readonly statement: number;
  readonly decision: Decision;
  /** Where in the decisions file it stands, for problems. */
  readonly path: string;
  /** False when the stretch follows from `all` rather than being named by the decision. */
  readonly named: boolean;
}

/** All decisions laid on the texts, in the order of the text and without overlaps, and what did not fit. */
export interface Placement {
  readonly placed: readonly Placed[];
  readonly problems: readonly Problem[];
}

/**
 * Lays decisions on the texts of a report (index 0 = title). A decision that points nowhere, at other words than it
 * quotes, at several places at once, or into another decision is a problem. A place that only follows from `all` gives way
 * to a longer or named one.
 */
export function placeDecisions(texts: readonly string[], decisions: readonly Decision[]): Placement {
  const problems: Problem[] = [];
  const all = decisions.flatMap((decision, index) => {
    const path = `decisions[${String(index)}]`;
    const placed = placeOne(texts, decision, path);
    if (Array.isArray(placed)) return placed as readonly Placed[];
    problems.push(placed as Problem);
    return [];
  });
  return settleOverlaps(all, problems);
}

function placeOne(texts: readonly string[], decision: Decision, path: string): readonly Placed[] | Problem {
  const text = texts[decision.statement];
  if (text === undefined) return problem(path, 'E_STATEMENT_UNKNOWN', 'the report has no such statement');
  const own = decision.start === undefined ? findOwn(text, decision, path) : checkOwn(text, decision, path);
  if ('code' in own) return own;
  const place = (statement: number, stretch: Stretch, named: boolean): Placed => ({
    ...{ statement, start: stretch.start, end: stretch.end, decision, path, named },
  });
  const named = own.stretches.map((stretch) => place(decision.statement, stretch, decision.all !== true || own.exact));
  if (decision.all !== true) return named;
  const others = texts.flatMap((other, statement) =>
    occurrences(other, own.needle)
      .filter((stretch) => !named.some((mine) => mine.statement === statement && overlap(mine, stretch)))
      .map((stretch) => place(statement, stretch, false)),
  );
  if (named.length + others.length === 0) return problem(path, 'E_NO_MATCH', 'the text stands nowhere in the report');
  return [...named, ...others];
}

/** The stretches a decision names by itself, the words they hold, and whether offsets name them. */
interface Own {
  readonly stretches: readonly Stretch[];
  readonly needle: string;
  readonly exact: boolean;
}

function checkOwn(text: string, decision: Decision, path: string): Own | Problem {
  const { start = 0, end = 0 } = decision;
  if (end > text.length) return problem(path, 'E_RANGE', 'the offsets reach beyond the end of the text');
  if (cutsCharacter(text, start) || cutsCharacter(text, end))
    return problem(path, 'E_RANGE', 'the offsets cut a character');
  const needle = text.slice(start, end);
  if (decision.text !== undefined && decision.text !== needle) {
    return problem(path, 'E_STALE', 'other words stand at these offsets now');
  }
  return { stretches: [{ start, end }], needle, exact: true };
}

function findOwn(text: string, decision: Decision, path: string): Own | Problem {
  const needle = decision.text ?? '';
  const whole = occurrences(text, needle);
  const stretches = whole.length > 0 ? whole : anywhere(text, needle);
  if (decision.all === true) return { stretches, needle, exact: false };
  if (stretches.length === 0) return problem(path, 'E_NO_MATCH', 'the text does not stand in this statement');
  if (stretches.length > 1)
    return problem(path, 'E_AMBIGUOUS', 'the text stands there several times: give offsets, or all: true');
  return { stretches, needle, exact: true };
}

/** Places inside longer words too, for an author who quotes part of a word. */
function anywhere(text: string, needle: string): Stretch[] {
  const found: Stretch[] = [];
  for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + needle.length)) {
    found.push({ start, end: start + needle.length });
  }
  return found;
}

function settleOverlaps(all: readonly Placed[], problems: Problem[]): Placement {
  const strongestFirst = [...all].sort(
    (a, b) => Number(b.named) - Number(a.named) || b.end - b.start - (a.end - a.start),
  );
  const perText = new Map<number, Placed[]>();
  for (const next of strongestFirst) {
    const taken = perText.get(next.statement) ?? [];
    perText.set(next.statement, taken);
    const other = taken.find((placed) => overlap(placed, next));
    if (other === undefined) taken.push(next);
    else if (next.named || sameStretch(other, next)) {
      problems.push(problem(next.path, 'E_OVERLAP', `falls into the stretch of ${other.path}`));
    }
  }
  const placed = [...perText.values()].flat().sort((a, b) => a.statement - b.statement || a.start - b.start);
  return { placed, problems };
}

function sameStretch(a: Placed, b: Placed): boolean {
  return !a.named && a.start === b.start && a.end === b.end;
}

/** Tells whether two stretches of the same text have a unit in common. */
export function overlap(a: Stretch, b: Stretch): boolean {
  return a.start < b.end && b.start < a.end;
}

function cutsCharacter(text: string, offset: number): boolean {
  return (text.codePointAt(offset - 1) ?? 0) > 0xffff && offset > 0;
}

function problem(path: string, code: string, message: string): Problem {
  return { path, code, message };
}

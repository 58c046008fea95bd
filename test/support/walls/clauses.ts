// Takes the condition of a row-level security policy apart: every way in which one clause of it could be left out.

/** One change of a condition: what was left out, and the condition without it. */
export interface Mutant {
  readonly left: string;
  readonly text: string;
}

/** Everything that can be left out of a condition as PostgreSQL writes it (`pg_policies`): the whole, a clause, a value of a list. */
export function mutantsOf(condition: string): Mutant[] {
  const text = unwrapped(condition.replaceAll(/\s+/gu, ' ').trim());
  const whole = [
    { left: 'everything, open', text: 'true' },
    { left: 'everything, closed', text: 'false' },
  ];
  return [...whole.filter((mutant) => mutant.text !== text), ...within(text)];
}

function within(text: string): Mutant[] {
  for (const joint of [' OR ', ' AND ']) {
    const parts = split(text, joint);
    if (parts.length > 1) {
      return parts.flatMap((part, at) => {
        const rest = parts.filter((_, other) => other !== at);
        const put = (inner: string): string =>
          parts.map((each, other) => (other === at ? `(${inner})` : each)).join(joint);
        return [
          { left: part, text: rest.join(joint) },
          ...within(unwrapped(part)).map((mutant) => ({ left: mutant.left, text: put(mutant.text) })),
        ];
      });
    }
  }
  return [...ofList(text), ...ofSelect(text)];
}

/** `= ANY (ARRAY[...])` with one value fewer. */
function ofList(text: string): Mutant[] {
  const list = /ARRAY\[(?<values>[^\]]*)\]/u.exec(text);
  const values = list?.groups?.['values']?.split(', ') ?? [];
  if (values.length < 2) return [];
  return values.map((value) => ({
    left: `${value} of ${text}`,
    text: text.replace(/ARRAY\[[^\]]*\]/u, `ARRAY[${values.filter((each) => each !== value).join(', ')}]`),
  }));
}

/** `EXISTS (SELECT ... WHERE condition)` without the condition, or with less of it. */
function ofSelect(text: string): Mutant[] {
  const at = text.indexOf(' WHERE (');
  if (at < 0) return [];
  const start = at + ' WHERE '.length;
  const end = closing(text, start) + 1;
  const put = (inner: string): string => `${text.slice(0, start)}(${inner})${text.slice(end)}`;
  const inner = unwrapped(text.slice(start, end));
  return [
    { left: `the condition of ${text}`, text: put('true') },
    ...within(inner).map((mutant) => ({ left: mutant.left, text: put(mutant.text) })),
  ];
}

/** The parts between joints that stand in no parentheses. */
function split(text: string, joint: string): string[] {
  const parts: string[] = [];
  let [from, depth] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "'") at = text.indexOf("'", at + 1);
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    else if (depth === 0 && text.startsWith(joint, at)) {
      parts.push(text.slice(from, at));
      from = at + joint.length;
      at = from - 1;
    }
  }
  return [...parts, text.slice(from)];
}

function unwrapped(text: string): string {
  return text.startsWith('(') && closing(text, 0) === text.length - 1 ? unwrapped(text.slice(1, -1).trim()) : text;
}

/** Where the parenthesis that opens at `from` closes. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") at = text.indexOf("'", at + 1);
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && (depth -= 1) === 0) return at;
  }
  throw new Error('parentheses do not match');
}

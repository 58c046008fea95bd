// The matrix a second time, over rows in PostgreSQL: what the compiled conditions find, and which fields they show.
import { Ability, VIEWS } from '@sealbridge/policy';
import { PURPOSES } from '@sealbridge/vocabulary';

import { columnsOf, fillRows } from '../policies/rows.mjs';
import { ASKERS, circumstancesOf, LETTERS } from './matrix.mjs';
import { RESOURCES } from './resources.mjs';
import { subjectOf } from './subjects.mjs';

/** Cells in which SQL does not find what the matrix allows, or finds what it refuses; and how many were compared. */
export async function compareInSql(client, policy, { answered }) {
  const outcome = { differences: [], cells: 0, statements: 0 };
  for (const object of new Set(answered.map((question) => question.object))) {
    const rows = ASKERS.flatMap(({ who }) => Object.values(RESOURCES[object]).map((attributesOf) => attributesOf(who)));
    await fillRows(client, object, rows);
    // most askers are asked for by the same condition: each is run once
    const found = new Map();
    for (const question of answered.filter((each) => each.object === object)) {
      await compareQuestion(client, policy, question, found, outcome);
    }
    outcome.statements += found.size;
  }
  return outcome;
}

async function compareQuestion(client, policy, { action, object, omission, omitted, answers }, found, outcome) {
  const columns = columnsOf(object);
  const states = Object.keys(RESOURCES[object]);
  for (const [place, asker] of ASKERS.entries()) {
    const subject = subjectOf(asker.who, asker.state);
    for (const [at, purpose] of PURPOSES.entries()) {
      const ability = new Ability(policy, subject, circumstancesOf(asker, purpose, omission), action, object);
      const ids = await idsBy(client, ability.condition(columns, 1), found);
      const masks = at === 0 ? await masksOf(client, ability, object, columns, found) : null;
      for (const [state, name] of states.entries()) {
        const id = place * states.length + state;
        const letter = answers[place][state][at];
        const allowed = letter === LETTERS.allowed || letter === LETTERS.masked;
        const masked = masks !== null && masks.some((mask) => !mask.has(id));
        outcome.cells += 1;
        const same = ids.has(id) === allowed && (masks === null || !allowed || masked === (letter === LETTERS.masked));
        if (!same)
          outcome.differences.push(
            `${action} ${omitted} ${name}: ${asker.who.name} ${asker.state} ${purpose} ${letter}`,
          );
      }
    }
  }
}

/** For each field of the view the rows that show it. */
async function masksOf(client, ability, object, columns, found) {
  const masks = [];
  for (const field of VIEWS[object] ?? [])
    masks.push(await idsBy(client, ability.fieldCondition(field, columns, 1), found));
  return masks;
}

async function idsBy(client, { text, values }, found) {
  const key = JSON.stringify([text, values]);
  const known = found.get(key);
  if (known !== undefined) return known;
  const { rows } = await client.query(`SELECT t.id FROM policy_rows t WHERE ${text}`, values);
  const ids = new Set(rows.map(({ id }) => id));
  found.set(key, ids);
  return ids;
}

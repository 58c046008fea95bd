// docs/reference/policy-matrix.md: how to read the matrix, and a summary of it.
import { legend, purposes, states, summaryOf } from './text.mjs';

const STATE_WORDS = {
  active: 'in order: vetted, trained, cleared for everything, verified just now, with two ways into their keys',
  provisional: 'the member is still provisional',
  suspended: 'the member is suspended',
  inactive: 'the member was not seen for too long',
  untrained: 'the training has ended',
  lowClearance: 'cleared up to AMBER',
  unverified: 'has a passkey and was not verified',
  oneWayIn: 'the keys of the device can be unlocked in one way alone',
  unitSuspended: 'the unit is suspended',
  unitProvisional: 'the unit is still provisional',
  elsewhere: 'works in a jurisdiction that the agreement does not name',
};

/** The page, as Markdown. */
export function pageOf(matrix) {
  return `# The matrix

Who may do what, cell by cell: every role in every state, every action, every state of what it is about, every purpose. Generated from the rules by \`npm run matrix:generate\`; \`npm run matrix:check\` fails when
the two differ, so a changed rule shows as changed lines for a person to review. There are ${matrix.cells.toLocaleString('en-GB')} cells.
The rules themselves in plain words: [the policy](policy.md).

The cells stand in \`test/vectors/policy/matrix/\`, one file for each type of object. They are asserted by the engine in memory, by the conditions that are compiled to SQL over the same objects in PostgreSQL, by row-level security,
which never hides what a cell allows, and through GraphQL.

## How to read it

\`\`\`text
== report.open
-- AMBER
liaison: ++p.++pp | suspended s | lowClearance c
\`\`\`

\`==\` names an action, \`--\` the state of what it is about, seen from whoever asks. A line begins with everybody who is answered alike: first what most of their states are answered, then each state that is answered otherwise, by its name.
An answer is one letter for each purpose, in the order below, or a single letter where the purpose makes no difference.

The purposes, in their order:

${purposes().join('\n')}

The letters:

| letter | answer |
|---|---|
${legend().join('\n')}

The states of whoever asks:

| state | what it is |
|---|---|
${states()
  .map((state) => `| \`${state}\` | ${STATE_WORDS[state]} |`)
  .join('\n')}

Analyst, second reader, administrator, guardian and an auditor of their own belong to an NGO; liaison and unit administrator to a police unit that has agreements with it, and a further liaison to one that has none; the auditor to a body
that oversees; the steward to the stewards. The agreement covers markings up to AMBER+STRICT and handling up to PAP:AMBER, and every purpose but the last; an earlier version of it did not cover \`prosecution_support\`. The units do no \`strategic_analysis\`.
A grant is for every purpose but \`audit\`, unless its state says otherwise.

## Summary

Of the states of what an action is about: how many somebody in order may do it with, for any purpose. Empty: none.

${summaryOf(matrix).join('\n')}
`;
}

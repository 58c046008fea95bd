// What is made from the rules: libs/policy/policy.json, its schema and docs/reference/policy.md. `--write` makes them, `--check` fails
// when one is not what the rules say. `--against FOLDER` looks there for what is checked.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const INTRODUCTION = (version) => `# The policy

Every rule of access, in plain words. Generated from the rules by \`npm run policy:generate\`; \`npm run policy:check\` fails when the two differ. As data the same rules are
\`libs/policy/policy.json\`, in the form of \`libs/policy/policy.schema.json\`. This is version ${version}.

How it is read:

- What no rule allows is refused. A rule allows when everything it requires holds; one rule that allows is enough, and no rule forbids.
- A requirement about something that is missing or unknown does not hold.
- Of a rule that does not allow, the first requirement that does not hold gives the reason. A rule asks who is addressed first, so that a reason is told only to somebody who
  knows of the thing already; the reason \`not_permitted\` tells nothing, and any other reason that a rule gives is told before it.
- The same rules decide in memory about one thing and in PostgreSQL about a list. Below both, row-level security shows no row outside the caller's organisation and units.
- A rule may show some fields alone. Of a list, PostgreSQL is asked for a field only where it shows.
- The hash of the policy, SHA-256 over the canonical JSON of document and choices, stands in the audit entry of every decision.

The rules change with the build alone, the choices below without one; either comes into force by the signatures of two stewards and an entry of the log
([policy change](policy-change.md)). How to add a rule: [add a policy rule](../how-to/add-a-policy-rule.md).
`;

const table = (heads, rows) => [
  `| ${heads.join(' | ')} |`,
  `|${heads.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
  '',
];

const codes = (names) => names.map((name) => `\`${name}\``).join(', ');

function choicesOf(parameters) {
  return Object.entries(parameters).flatMap(([name, { words, choices, default: usual }]) => [
    `### \`${name}\``,
    '',
    words,
    '',
    ...table(
      ['choice', 'meaning'],
      choices.map((choice) => [`\`${choice.name}\`${choice.name === usual ? ' (default)' : ''}`, choice.words]),
    ),
  ]);
}

function ruleText({ id, object, ...rule }, { ruleInWords }) {
  const { who, requires, fields } = ruleInWords({ id, object, ...rule });
  const shown = fields === null ? [] : ['', `It shows ${codes(fields)} alone.`];
  const asked =
    requires.length === 0
      ? [`${who}: nothing is required.`]
      : [`${who}, when`, '', ...requires.map(({ clause, reason }) => `1. ${clause} (else \`${reason}\`)`)];
  return [`#### ${id}`, '', `About: \`${object}\`.`, '', ...asked, ...shown, ''];
}

const TITLES = new Map([
  ['me', 'What is known of oneself'],
  ['exposure', 'What a member may have seen'],
  ['blob', 'Sealed bytes'],
  ['reader', 'Names of readers'],
]);

function rulesOf(document, policy) {
  const nouns = [...new Set(document.rules.map(({ id }) => id.split('.')[0].split('/')[0]))];
  return nouns.flatMap((noun) => [
    `### ${TITLES.get(noun) ?? `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`}`,
    '',
    ...document.rules
      .filter(({ id }) => id.split('.')[0].split('/')[0] === noun)
      .flatMap((rule) => ruleText(rule, policy)),
  ]);
}

function page(policy) {
  const { DOCUMENT, REASON_WORDS, REFUSAL_CODES, VIEWS } = policy;
  return [
    INTRODUCTION(DOCUMENT.version),
    '## What the stewards set',
    '',
    'Each parameter has a closed list of choices. `npx sealbridge policy set` proposes another choice.',
    '',
    ...choicesOf(DOCUMENT.parameters),
    '## Reasons',
    '',
    ...table(
      ['reason', 'what it says'],
      REFUSAL_CODES.map((code) => [`\`${code}\``, REASON_WORDS[code]]),
    ),
    '## What objects show',
    '',
    'A rule shows all of these or names those it shows.',
    '',
    ...table(
      ['object', 'fields'],
      Object.entries(VIEWS).map(([object, fields]) => [`\`${object}\``, codes(fields)]),
    ),
    '## Rules',
    '',
    ...rulesOf(DOCUMENT, policy),
  ].join('\n');
}

/** The rules need their own library and what it imports, not the whole build. */
function compile() {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-b', at('libs/policy')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the rules do not compile');
}

async function files() {
  compile();
  const policy = await import(new URL('../../libs/policy/dist/index.js', import.meta.url).href);
  const { prettier } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const formatted = (text, parser) => format(text, { ...prettier, parser });
  return {
    'libs/policy/policy.json': await formatted(JSON.stringify(policy.DOCUMENT), 'json'),
    'libs/policy/policy.schema.json': await formatted(JSON.stringify(policy.policySchema()), 'json'),
    'docs/reference/policy.md': await formatted(page(policy), 'markdown'),
  };
}

const against = process.argv.indexOf('--against');
const committed = (path) => (against < 0 ? at(path) : join(process.argv[against + 1], path));

for (const [path, text] of Object.entries(await files())) {
  if (process.argv.includes('--write')) {
    writeFileSync(at(path), text);
  } else if (readFileSync(committed(path), 'utf8') !== text) {
    process.stderr.write(`${path} is not what the rules say: npm run policy:generate\n`);
    process.exitCode = 1;
  }
}

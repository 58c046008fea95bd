// Lints planted texts with the real configuration: JSON [{path, text}] on stdin, JSON [{rule, line}[]] on stdout.
// A process of its own, because ESLint loads its configuration by import() of a URL, which Jest cannot.
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const eslint = new ESLint({ cwd: root });
const results = [];
for (const planted of JSON.parse(await text(process.stdin))) {
  const [result] = await eslint.lintText(planted.text, { filePath: root + planted.path });
  const fatal = result.messages.find((message) => message.fatal);
  if (fatal) throw new Error(`${planted.path}: ${fatal.message}`);
  results.push(result.messages.map(({ ruleId, line }) => ({ rule: ruleId ?? 'unused-directive', line })));
}
process.stdout.write(JSON.stringify(results));

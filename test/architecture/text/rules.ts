// What no tracked text may hold: paths of one machine, credentials, work that was left open.

/** A line that breaks a rule. */
export interface Finding {
  readonly rule: string;
  readonly line: number;
}

interface TextRule {
  readonly name: string;
  readonly pattern: RegExp;
  /** Files in which the pattern has a good reason. */
  readonly except?: RegExp;
}

const RULES: readonly TextRule[] = [
  {
    name: 'path of one machine',
    pattern: /(?<![\w.$}*-])\/(?:home|Users|work|mnt|tmp|root)\/\w/,
    except: /^docker-compose\.yml$/,
  },
  { name: 'path that leaves the checkout', pattern: /(?<![./])\.\.\/shared/, except: /^\.ci\/run$/ },
  {
    name: 'private key',
    pattern:
      /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|AGE-SECRET-KEY-1[0-9A-Z]{20}|PRIVATE\+KEY\+[^+]+\+[0-9a-f]{8}\+\w{20}/,
    except: /^test\/vectors\//,
  },
  {
    name: 'credential of a service',
    pattern: /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|xox[baprs]-\w{10}|npm_\w{36}|sk-\w{32})/,
  },
  {
    name: 'password in an address',
    pattern:
      /\b[a-z]+:\/\/[^\s:/@$<{'"`]+:[^\s:/@$<{'"`]{3,}@(?!(?:[\w-]+\.)*example\b|127\.0\.0\.1|localhost|host:port)/,
  },
  { name: 'work left open', pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/ },
  { name: 'test that does not run', pattern: /\b(?:describe|it|test)\.(?:only|todo)\b|\bx(?:it|describe)\(/ },
  { name: 'switched-off type check', pattern: /@ts-(?:ignore|nocheck)/ },
  { name: 'host of one registry', pattern: /\b(?:registry\.npmjs\.org|registry\.yarnpkg\.com|jfrog\.io)\b/ },
  { name: 'not plain words', pattern: /\b(?:chatgpt|copilot|claude|anthropic|openai|as an AI)\b/i },
];

/** The rules by name. */
export const RULE_NAMES = RULES.map((rule) => rule.name);

/** The rules a file breaks, and on which lines. */
export function findingsIn(path: string, text: string): Finding[] {
  const rules = RULES.filter((rule) => rule.except?.test(path) !== true);
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules.filter((rule) => rule.pattern.test(line)).map((rule) => ({ rule: rule.name, line: index + 1 })),
    );
}

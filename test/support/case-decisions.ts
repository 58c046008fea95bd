// Decisions for the case files as an analyst would take them: the gold decisions, and for what else the program finds the
// proposal, unless the gold file says that the stretch has to survive.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A case: the report file on disk, and what was decided about its narrative. */
export interface ReportCase {
  readonly name: string;
  readonly reportPath: string;
  readonly gold: Gold;
}

interface Gold {
  readonly spans: readonly {
    readonly start: number;
    readonly end: number;
    readonly class: string;
    readonly must: string;
  }[];
  readonly decisions: readonly { readonly span: number; readonly decision: string; readonly value?: string }[];
}

/** A finding as `report check --json` prints it. */
export interface CheckedFinding {
  readonly statement: number;
  readonly start: number;
  readonly end: number;
  readonly proposed: { readonly outcome: string; readonly value?: string; readonly kind?: string };
}

interface Decision {
  readonly statement: number;
  readonly start: number;
  readonly end: number;
  readonly outcome: string;
  readonly value?: string;
  readonly kind?: string;
  readonly reason?: string;
}

/** The narrative of a case is statement 1; the title is 0. */
const NARRATIVE = 1;

const KIND_OF_CLASS: Readonly<Record<string, string>> = {
  person: 'alias',
  phone: 'phone',
  email: 'email',
  url: 'url_or_ad_id',
  handle: 'handle',
  iban: 'bank_account',
  account: 'bank_account',
  crypto: 'crypto_address',
  plate: 'vehicle_plate',
  vehicle: 'vehicle_description',
  company: 'business_name',
  address: 'premises',
  premises: 'premises',
  description_physical: 'description',
  document_no: 'document_number',
};

/** The cases of a folder, in order. */
export function readCases(folder: string): ReportCase[] {
  const handed = join(folder, 'handed');
  return readdirSync(handed)
    .filter((file) => file.endsWith('.report.yaml'))
    .sort()
    .map((file) => {
      const name = file.replace('.report.yaml', '');
      const gold = JSON.parse(readFileSync(join(handed, `${name}.gold.json`), 'utf8')) as Gold;
      return { name, reportPath: join(handed, file), gold };
    });
}

/** The decisions file of a case, complete with reading, combination and closing. */
export function decisionsFor({ gold }: ReportCase, findings: readonly CheckedFinding[]): object {
  const decided = gold.decisions.map((decision) => goldDecision(gold, decision));
  const rest = findings.filter((finding) => !decided.some((decision) => overlap(decision, finding)));
  const proposed = rest.map((finding) => (mustSurvive(gold, finding) ? keep(finding) : accept(finding)));
  return {
    version: 1,
    linesRead: 'all',
    attest: 'test analyst',
    decisions: [...decided, ...proposed],
    combination: { answered: true },
    closing: [false, false, false],
  };
}

function goldDecision(gold: Gold, { span, decision, value }: Gold['decisions'][number]): Decision {
  const found = gold.spans[span];
  if (found === undefined) throw new Error('a gold decision without its span');
  const place = { statement: NARRATIVE, start: found.start, end: found.end, outcome: decision };
  if (decision === 'seal') return { ...place, kind: KIND_OF_CLASS[found.class] ?? 'other' };
  return value === undefined || decision === 'remove' ? place : { ...place, value };
}

function mustSurvive(gold: Gold, finding: CheckedFinding): boolean {
  return (
    finding.statement === NARRATIVE &&
    gold.spans.some((span) => span.must === 'keep' && overlap({ ...finding, ...span }, finding))
  );
}

function keep({ statement, start, end }: CheckedFinding): Decision {
  return { statement, start, end, outcome: 'keep', reason: 'names nobody' };
}

function accept({ statement, start, end, proposed }: CheckedFinding): Decision {
  return { statement, start, end, ...proposed };
}

function overlap(one: Pick<Decision, 'statement' | 'start' | 'end'>, other: CheckedFinding): boolean {
  return one.statement === other.statement && one.start < other.end && other.start < one.end;
}

import type { Command } from 'commander';

import { LedgerDocument } from '@sealbridge/api-client';
import { fromBase64, toHex } from '@sealbridge/sodium';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { call } from '../session/call.js';
import { type Person, signIn } from '../session/person.js';

const PAGE = 100;

/** One opening or refusal, as its originator sees it. */
interface LedgerLine {
  readonly eventId: string;
  readonly at: string;
  readonly decision: string;
  /** Reason codes of a refusal. */
  readonly reasons: readonly string[];
  readonly purpose: string | null;
  readonly organisation: string | null;
  readonly unit: string | null;
  readonly member: string | null;
  readonly entry: { readonly index: number; readonly leafHash: string } | null;
}

/** `report ledger`: who opened a report of the own organisation and who was refused. */
export function ledgerCommand(): Command {
  return verb('ledger', 'show every opening and refusal of a report of your organisation')
    .argument('<id>', 'id of the report')
    .action(async (id: string, flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const entries = await readLedger(await signIn(flags, env), id);
      output.result({ reportId: id, entries }, () => ledgerText(entries));
    });
}

async function readLedger(person: Person, reportId: string): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for (let after: string | null = null; ;) {
    const variables: { reportId: string; first: number; after: string | null } = { reportId, first: PAGE, after };
    const { ledger } = await call(() => person.client.request(LedgerDocument, variables));
    if (ledger === null) throw notThere();
    lines.push(
      ...ledger.edges.map(({ node }) => ({
        eventId: node.eventId,
        at: node.at,
        decision: node.decision,
        reasons: node.decision === 'ALLOW' ? [] : node.reasons,
        purpose: node.purpose ?? null,
        organisation: node.organisationHandle ?? null,
        unit: node.unitHandle ?? null,
        member: node.member ?? null,
        entry:
          typeof node.index === 'number' ? { index: node.index, leafHash: toHex(fromBase64(node.leafHash)) } : null,
      })),
    );
    if (!ledger.pageInfo.hasNextPage) return lines;
    after = ledger.pageInfo.endCursor ?? null;
  }
}

/** Not there and not allowed look the same. */
function notThere(): Failure {
  return new Failure({ code: 'E_NOT_PERMITTED', exit: EXIT.REFUSED, message: 'no such report, or not permitted' });
}

function ledgerText(entries: readonly LedgerLine[]): string {
  if (entries.length === 0) return 'nobody has opened it';
  const rows = entries.map(({ at, decision, unit, member, purpose, reasons, entry }) => [
    at,
    decision,
    unit ?? '-',
    member ?? '-',
    purpose ?? '-',
    reasons.length === 0 ? '-' : reasons.join(' '),
    entry === null ? 'not yet' : String(entry.index),
  ]);
  return table([['when', 'decision', 'unit', 'member', 'purpose', 'reason', 'entry'], ...rows]);
}

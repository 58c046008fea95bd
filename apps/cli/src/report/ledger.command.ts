import type { Command } from 'commander';

import { LedgerDocument, type LedgerQuery } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';
import { fromBase64, toHex } from '@sealbridge/sodium';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { readSeenReport } from '../opening/seen-reports.js';
import { type Person, signIn } from '../session/person.js';
import { checkOpenings, type ListedOpening, type RequestCheck } from './ledger-check.js';
import { directoryWithEntries } from './ledger-entries.js';

const PAGE = 100;
const ALLOW = 'ALLOW';

/** One opening or refusal, as its originator sees it. */
interface LedgerLine {
  readonly eventId: string;
  readonly at: string;
  readonly decision: string;
  /** Reason codes of a refusal. */
  readonly reasons: readonly string[];
  readonly purpose: string | null;
  /** Legal basis that the reader signed; null where none was named. */
  readonly legalBasis: string | null;
  /** Prohibited uses that the reader signed not to make; null when nothing was signed about them. */
  readonly acceptedUses: readonly string[] | null;
  readonly organisation: string | null;
  readonly unit: string | null;
  readonly member: string | null;
  readonly entry: { readonly index: number; readonly leafHash: string };
  /** Whether the reader's signed request was verified; null for a refusal. */
  readonly request: RequestCheck | null;
}

type LedgerNode = NonNullable<LedgerQuery['ledger']>['edges'][number]['node'];

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

/** The listed entries, each proved to be on the log, and each opening compared with the newest grant set there was (A6). */
async function readLedger(person: Person, reportId: string): Promise<LedgerLine[]> {
  const nodes = await listedNodes(person, reportId);
  const entries = nodes.map((node) => ({ ...node, leafHash: fromBase64(node.leafHash) }));
  const { state, log } = await directoryWithEntries(person, entries);
  const openings = nodes.filter(({ decision }) => decision === ALLOW);
  const checks = checkOpenings(openings.map(signed), {
    reportId,
    logOrigin: person.profile.origin,
    directory: state,
    grantSets: log.grantSets,
    seen: readSeenReport(person.profile, reportId),
  });
  const byNode = new Map(openings.map((node, place) => [node, checks[place] ?? null]));
  return nodes.map((node) => lineOf(node, byNode.get(node) ?? null));
}

async function listedNodes(person: Person, reportId: string): Promise<LedgerNode[]> {
  const nodes: LedgerNode[] = [];
  for (let after: string | null = null; ;) {
    const variables: { reportId: string; first: number; after: string | null } = { reportId, first: PAGE, after };
    const { ledger } = await call(() => person.client.request(LedgerDocument, variables));
    if (ledger === null) throw notThere();
    nodes.push(...ledger.edges.map(({ node }) => node));
    if (!ledger.pageInfo.hasNextPage) return nodes;
    after = ledger.pageInfo.endCursor ?? null;
  }
}

function signed(node: LedgerNode): ListedOpening {
  const { index, purpose, legalBasis, acceptedUses, member, request, requestSignature } = node;
  const said = { index, purpose, legalBasis, acceptedUses, member };
  return { ...said, request: bytesOf(request), requestSignature: bytesOf(requestSignature) };
}

function bytesOf(base64: string | null): Uint8Array | null {
  return base64 === null ? null : fromBase64(base64);
}

function lineOf(node: LedgerNode, request: RequestCheck | null): LedgerLine {
  return {
    eventId: node.eventId,
    at: node.at,
    decision: node.decision,
    reasons: node.decision === ALLOW ? [] : node.reasons,
    purpose: node.purpose,
    legalBasis: node.legalBasis,
    acceptedUses: node.acceptedUses,
    organisation: node.organisationHandle,
    unit: node.unitHandle,
    member: node.member,
    entry: { index: node.index, leafHash: toHex(fromBase64(node.leafHash)) },
    request,
  };
}

/** Not there and not allowed look the same. */
function notThere(): Failure {
  return new Failure({ code: 'E_NOT_PERMITTED', exit: EXIT.REFUSED, message: 'no such report, or not permitted' });
}

function ledgerText(entries: readonly LedgerLine[]): string {
  if (entries.length === 0) return 'nobody has opened it';
  const rows = entries.map(
    ({ at, decision, unit, member, purpose, legalBasis, acceptedUses, reasons, entry, request }) => [
      at,
      decision,
      unit ?? '-',
      member ?? '-',
      purpose ?? '-',
      legalBasis ?? '-',
      acceptedUses === null ? '-' : String(acceptedUses.length),
      reasons.length === 0 ? '-' : reasons.join(' '),
      String(entry.index),
      request ?? '-',
    ],
  );
  const heads = [
    'when',
    'decision',
    'unit',
    'member',
    'purpose',
    'legal basis',
    'uses ruled out',
    'reason',
    'entry',
    'request',
  ];
  return table([heads, ...rows]);
}

import type { Command } from 'commander';

import { fingerprint } from '@sealbridge/directory';
import { fromBase64, toHex } from '@sealbridge/sodium';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { table } from '../../output/table.js';
import { openNotes, type OpenedNote } from './notes.js';
import { openApplication, type StewardAtWork } from './steward.js';
import { day } from './words.js';

/** `org show`: one application with its evidence, notes opened, verdicts, look-alikes, and what it still needs. */
export function showCommand(): Command {
  return verb('show', 'show an application: evidence with its notes opened, verdicts, look-alikes, what is missing')
    .argument('<application>', 'id of the application')
    .action(async (id: string, flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const opened = await openApplication(id, flags, env);
      const shown = describe(opened, await openNotes(opened));
      output.result(shown, () => asText(shown));
    });
}

function describe({ file }: StewardAtWork, notes: ReadonlyMap<string, OpenedNote>) {
  const { served, applied } = file;
  const { statements, admission, evidence, ...head } = served;
  const { details } = applied;
  return {
    ...head,
    ...(details.kind === 'organisation'
      ? { class: details.orgClass, subclass: details.orgSubclass, rootKeys: details.rootKeys.map(fingerprint) }
      : {}),
    evidence: evidence.map((item) => ({
      ...item,
      documentSha256: item.documentSha256 === null ? null : toHex(fromBase64(item.documentSha256)),
      note: notes.get(item.kind) ?? null,
    })),
    statements: statements.length,
    admissionSignatures: admission?.signatures.length ?? 0,
  };
}

type Shown = ReturnType<typeof describe>;

function asText(shown: Shown): string {
  const { id, kind, handle, name, country, state, waitsFor, round } = shown;
  return [
    `application ${id}: ${kind} ${handle}${name === null ? '' : `, ${name}`}${country === null ? '' : ` (${country})`}`,
    `${state}, round ${round}${waitsFor === null ? '' : `, waits for ${waitsFor}`}`,
    ...('rootKeys' in shown ? [`root keys, to be read back by voice: ${shown.rootKeys.join(' · ')}`] : []),
    ...warnings(shown),
    '',
    ...evidenceText(shown),
    ...verdictText(shown),
    '',
    needs(shown),
  ].join('\n');
}

function warnings({ conflicted, interests, confusableWith }: Shown): string[] {
  return [
    ...(conflicted ? ['you have an interest in this applicant: you can recuse, and decide nothing'] : []),
    ...interests.map(({ member, relation }) => `steward ${member} declared an interest: ${relation}`),
    ...(confusableWith.length === 0
      ? []
      : [`name or handle looks like: ${confusableWith.join(', ')}; make sure nobody is taken for somebody else`]),
  ];
}

function evidenceText({ evidence }: Shown): string[] {
  const rows = evidence.map((item) => [
    item.kind,
    item.requiredFor ?? '-',
    item.state,
    item.findings
      .map(({ seat, finding, reason }) => `${seat} ${finding}${reason === null ? '' : ` (${reason})`}`)
      .join(', '),
    day(item.submittedAt),
  ]);
  const notes = evidence.flatMap(({ kind, note, documentSha256 }) => [
    ...(note === null ? [] : ['text' in note ? `${kind}: ${note.text}` : `${kind}: note not opened: ${note.closed}`]),
    ...(documentSha256 === null ? [] : [`${kind}: document ${documentSha256}`]),
  ]);
  return [
    table([['evidence', 'needed for', 'state', 'found', 'given'], ...rows]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ];
}

function verdictText({ verdicts }: Shown): string[] {
  if (verdicts.length === 0) return ['', 'no verdicts yet'];
  const rows = verdicts.map(({ seat, stage, verdict, conflict, counts, at }) => [
    seat,
    stage,
    `${verdict}${conflict === null ? '' : ` (${conflict})`}`,
    counts ? 'counts' : '-',
    day(at),
  ]);
  return ['', table([['seat', 'stage', 'verdict', '', 'given'], ...rows])];
}

function needs({ id, waitsFor, missing, seatsWaiting }: Shown): string {
  if (waitsFor === null) return 'nothing waits for you';
  if (missing.length > 0) return `the applicant still has to give: ${missing.join(', ')}`;
  if (seatsWaiting.length > 0)
    return `waits for the verdict of: ${seatsWaiting.join(', ')} (npx sealbridge org verify ${id})`;
  return `both verifiers approved: npx sealbridge org admit ${id}`;
}

import { table } from '../../output/table.js';
import type { Status } from './applicant.js';

const DAY_LENGTH = 10;

/** An ISO time as its day, or a dash. */
export function day(iso: string | null): string {
  return iso === null ? '-' : iso.slice(0, DAY_LENGTH);
}

/** Where an application stands, in words for the applicant. */
export function statusText(status: Status): string {
  const { id, kind, state, waitsFor, evidence, attestedUntil } = status;
  const rows = evidence.map((item) => [
    item.kind,
    item.requiredFor ?? '-',
    item.state,
    item.reason ?? '',
    day(item.submittedAt),
  ]);
  return [
    `application ${id} (${kind}): ${state}${attestedUntil === null ? '' : `, vetted until ${day(attestedUntil)}`}`,
    nextStep(status),
    ...(rows.length === 0 || waitsFor === null
      ? []
      : ['', table([['evidence', 'needed for', 'state', 'why', 'given'], ...rows])]),
  ].join('\n');
}

/** What the applicant does next, in one line. */
function nextStep({ state, waitsFor, evidence }: Status): string {
  if (state === 'ended') return 'the application has ended';
  if (state === 'suspended') return 'suspended: ask the stewards by a way you trust';
  if (waitsFor === 'attest') return 'give evidence of what has changed, if anything has: two stewards look at it';
  if (waitsFor === null) return 'nothing to do until the vetting has to be attested again';
  const asked = evidence.filter(({ requiredFor }) => requiredFor === 'provisional' || waitsFor === 'active');
  const open = asked.filter(({ state: item }) => item === 'missing' || item === 'returned').map(({ kind }) => kind);
  if (open.length > 0) return `to give: ${open.join(', ')} (npx sealbridge org evidence)`;
  return 'everything asked for is given: two stewards look at it';
}

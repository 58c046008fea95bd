import type { CheckedExplanation, CheckedStep, Explanation } from '@sealbridge/client';
import type { ExplainedQuestion, ExplainedRule, Resource, Snapshot } from '@sealbridge/policy';
import { toHex } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { oneLine } from '../../output/printable.js';
import { table } from '../../output/table.js';

const US_PER_MS = 1000;

/** A decision as data. */
export interface ExplanationView {
  readonly eventId: string;
  readonly index: number;
  readonly at: string | null;
  readonly action: string | null;
  readonly effect: string | null;
  readonly reasons: readonly string[];
  readonly member: string | null;
  readonly purpose: string | null;
  readonly policyHash: string | null;
  /** Whether nothing that was checked failed. */
  readonly verified: boolean;
  readonly steps: readonly CheckedStep[];
  readonly ended: string | null;
  readonly questions: readonly ExplainedQuestion[];
  readonly attributes: Readonly<Record<'subject' | 'object' | 'circumstances', object | null>> | null;
}

/** A decision as data: what the entry says, what was checked, what policy answers again and on which values. */
export function explanationView(
  { index, eventId }: Explanation,
  { steps, payload, snapshot, replay }: CheckedExplanation,
): ExplanationView {
  const decision = payload?.decision ?? null;
  const actor = payload?.actor ?? null;
  return {
    ...{ eventId, index },
    at: payload === null ? null : new Date(payload.timestamp / US_PER_MS).toISOString(),
    action: payload?.action ?? null,
    effect: decision?.effect ?? null,
    reasons: decision?.reasons ?? [],
    member: actor === null ? null : idFromBytes(actor.member),
    purpose: payload?.purpose?.code ?? null,
    policyHash: decision === null ? null : toHex(decision.policyHash),
    verified: steps.every(({ outcome }) => outcome !== 'failed'),
    steps,
    ended: snapshot?.ended ?? null,
    questions: replay?.questions ?? [],
    attributes: snapshot === null ? null : attributesOf(snapshot),
  };
}

function attributesOf({ subject, object, circumstances }: Snapshot): ExplanationView['attributes'] {
  return { subject, object: object?.attributes ?? null, circumstances };
}

/** The same for people. A file may be anybody's: no value in it makes a line of its own. */
export function explanationText(view: ExplanationView): string {
  const { eventId, index, at, action, effect, reasons, member, purpose, policyHash, steps, questions } = view;
  const head = [
    `${eventId}: entry ${index}${at === null ? '' : `, ${at}`}`,
    ...(action === null ? [] : [`${action}: ${effect ?? ''} ${reasons.join(', ')}`.trimEnd()]),
    ...(member === null ? [] : [`by ${member}${purpose === null ? '' : `, for ${purpose}`}`]),
    ...(policyHash === null ? [] : [`by the policy ${policyHash}`]),
  ];
  return [
    ...head.map(oneLine),
    '',
    table([['checked', 'outcome', ''], ...steps.map(({ name, outcome, words }) => [name, outcome, words])]),
    ...questions.flatMap((question) => ['', ...questionLines(question).map(oneLine)]),
    ...attributeLines(view.attributes),
  ].join('\n');
}

function questionLines({ action, object, allowed, reason, rules }: ExplainedQuestion): string[] {
  const outcome = allowed ? 'allowed' : `refused: ${reason ?? ''}`;
  return [`${action} on ${object.type}${ofList(object)}: ${outcome}`, ...rules.map(ruleLine)];
}

const ofList = ({ list }: Resource): string => (list === true ? ' (a list)' : '');

function ruleLine({ rule, granted, reason, requirement }: ExplainedRule): string {
  if (granted) return `  wins   ${rule}`;
  return `  loses  ${rule}: ${reason ?? ''}: ${JSON.stringify(requirement)}`;
}

function attributeLines(attributes: ExplanationView['attributes']): string[] {
  if (attributes === null) return [];
  const rows = Object.entries(attributes).flatMap(([of, values]) =>
    Object.entries(values ?? {}).map(([name, value]) => [`${of}.${name}`, JSON.stringify(value)]),
  );
  return ['', table([['decided on', 'value'], ...rows])];
}

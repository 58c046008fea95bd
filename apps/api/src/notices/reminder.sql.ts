import { MAX_EPOCH_AGE_HOURS } from '@sealbridge/directory';
import { INACTIVE_DAYS, REMINDER_DAYS, type NoticeKind } from '@sealbridge/vocabulary';

import type { NoticeObject } from './notice-fact.types.js';
import { INACTIVE_NEAR_DAYS, LAPSED_TOLD_DAYS, ROTATION_NEAR_DAYS } from './notice-rules.js';

/** Facts raised in one run of a reminder; the next run goes on. */
const BATCH = 500;

/** A statement that finds what is near and not told yet, and tells it. It takes `days`, the thresholds. */
export interface Reminder {
  readonly name: string;
  readonly text: string;
  readonly days: readonly number[];
}

/** What falls due, as rows (id, at) and whatever `to` refers to, and who is told, as rows (member, organisation, right). */
interface Due {
  readonly kind: NoticeKind;
  readonly object: NoticeObject;
  readonly days: readonly number[];
  readonly rows: string;
  readonly to: readonly string[];
}

/** The moment of the longest threshold: what falls due later is not near. */
const HORIZON = 'now() + make_interval(days => (select max(t.days) from unnest($1::int[]) t (days)))';

/** All null means the stewards. */
const STEWARDS = '(null::uuid, null::uuid, null::text)';
const MEMBER = '(untold.id, null::uuid, null::text)';
const administratorsOf = (org: string): string => `(null::uuid, untold.${org}, 'directory.admin')`;
const signersOf = (org: string): string => `(null::uuid, untold.${org}, 'agreement.sign')`;

/**
 * The occasion names the date and the nearest threshold that has passed, so that a week without a server reminds once and not of
 * every threshold it missed. What is told already is found by an index, so a run with nothing new costs a probe for each thing
 * that is near.
 */
const reminder = (name: string, { kind, object, days, rows, to }: Due): Reminder => ({
  name: `remind-${name}`,
  days,
  text: `with near as (${rows}),
      named as (select near.*, floor(extract(epoch from near.at))::bigint::text || '/' || (
        select min(t.days) from unnest($1::int[]) t (days) where near.at <= now() + make_interval(days => t.days)) as occasion
        from near),
      untold as (select named.* from named where not exists (
          select 1 from notice n where n.object_id = named.id and n.kind = '${kind}' and n.occasion = named.occasion)
        order by named.at limit ${BATCH})
    select raise_notice('${kind}', told.member, told.org, told.entitled, '${object}', untold.id, untold.occasion, untold.at)
    from untold cross join lateral (values ${to.join(', ')}) told (member, org, entitled)`,
});

const STANDING = [
  { table: 'organisation', org: 'o.id' },
  { table: 'unit', org: 'o.org_id' },
  { table: 'member', org: 'o.org_id' },
] as const;

/** Everything members are reminded of. */
export const REMINDERS: readonly Reminder[] = [
  reminder('agreements', {
    kind: 'agreement_ending',
    object: 'agreement',
    days: REMINDER_DAYS,
    rows: `select a.id, to_timestamp(least(a.ends_at, a.ended_at)) as at, a.org_a, a.org_b from agreement a
      where a.newest and a.ends_at <= extract(epoch from ${HORIZON})
        and least(a.ends_at, a.ended_at) > extract(epoch from now())`,
    to: [signersOf('org_a'), signersOf('org_b'), STEWARDS],
  }),
  ...STANDING.map(({ table, org }) =>
    reminder(`attestation-${table}`, {
      kind: 'attestation_due',
      object: table,
      days: REMINDER_DAYS,
      rows: `select o.id, o.attested_until as at, ${org} as org from ${table} o
        where o.attested_until > now() and o.attested_until <= ${HORIZON} and o.state not in ('ended', 'removed')`,
      to: [administratorsOf('org'), STEWARDS],
    }),
  ),
  reminder('training', {
    kind: 'training_ending',
    object: 'member',
    days: REMINDER_DAYS,
    rows: `select m.id, to_timestamp(m.training_until * 3600.0) as at, m.org_id as org from member m
      where m.training_until > extract(epoch from now()) / 3600
        and m.training_until <= extract(epoch from ${HORIZON}) / 3600 and m.state <> 'removed'`,
    to: [MEMBER, administratorsOf('org')],
  }),
  reminder('inactivity', {
    kind: 'inactivity_near',
    object: 'member',
    days: [INACTIVE_DAYS - INACTIVE_NEAR_DAYS],
    rows: `select m.id, m.active_at + interval '${INACTIVE_DAYS} days' as at, m.org_id as org from member m
      where m.active_at <= ${HORIZON} - interval '${INACTIVE_DAYS} days'
        and m.active_at > now() - interval '${INACTIVE_DAYS} days' and m.state <> 'removed'`,
    to: [MEMBER, administratorsOf('org')],
  }),
  reminder('rotation', {
    kind: 'rotation_due',
    object: 'unit',
    days: [ROTATION_NEAR_DAYS, 0],
    rows: `select e.unit_id as id, to_timestamp(least(e.due_since, e.hour + ${MAX_EPOCH_AGE_HOURS}) * 3600.0) as at, e.org_id as org
      from unit_epoch e join unit u on u.id = e.unit_id and u.current_epoch = e.epoch and u.state <> 'ended'
      where e.state = 'current'
        and least(e.due_since, e.hour + ${MAX_EPOCH_AGE_HOURS}) <= extract(epoch from ${HORIZON}) / 3600`,
    to: [administratorsOf('org')],
  }),
  ...STANDING.map(({ table, org }) =>
    reminder(`lapse-${table}`, {
      kind: 'suspension_lapsed',
      object: table,
      days: [0],
      rows: `select o.id, o.suspended_until as at, ${org} as org from ${table} o
        where o.suspended_until <= ${HORIZON} and o.suspended_until > now() - interval '${LAPSED_TOLD_DAYS} days'
          and o.state not in ('ended', 'removed')`,
      to: [administratorsOf('org'), STEWARDS],
    }),
  ),
];

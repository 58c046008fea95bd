// Over random worlds: whatever the policy in force allows somebody to read, row-level security shows them.
import {
  Ability,
  type Action,
  type Attributes,
  type Circumstances,
  type Member,
  type ObjectType,
  parseMember,
  POLICY,
} from '@sealbridge/policy';
import { ready } from '@sealbridge/sodium';
import { Client } from 'pg';

import { createDatabase } from '../../../../../test/support/database.js';
import { type Context, contextsOf } from '../../../../../test/support/walls/contexts.js';
import { DIRECTORY_TABLES } from '../../../../../test/support/walls/directory-tables.js';
import { fill, type Filled, leaveWallsAlone } from '../../../../../test/support/walls/fill.js';
import { PEOPLE_TABLES } from '../../../../../test/support/walls/people-tables.js';
import { ask, makeProbe, questionsOf } from '../../../../../test/support/walls/probe.js';
import { freshSeed, randomOf } from '../../../../../test/support/walls/random.js';
import { REPORT_TABLES } from '../../../../../test/support/walls/report-tables.js';
import type { Row } from '../../../../../test/support/walls/scope.js';
import { makeWorld, type World } from '../../../../../test/support/walls/world.js';
import { makeDataSource } from '../../platform/database/data-source.js';
import { Database } from '../../platform/database/database.js';

const GUARDED = [...DIRECTORY_TABLES, ...PEOPLE_TABLES, ...REPORT_TABLES];
const WORLDS = 2;
/** Of the world that a fault is planted in. */
const FIXED_SEED = 20_261_120;
const CIRCUMSTANCES: Circumstances = { purpose: null, time: Math.floor(Date.now() / 1000), verified: true };

/** What of a table is an object that policy decides about, and by which reading. */
interface Reading {
  readonly table: string;
  readonly actions: readonly Action[];
  readonly object: ObjectType;
  readonly attributes: (row: Row, world: World) => Attributes;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const kindOf = (world: World, org: unknown): string => world.organisations.find(({ id }) => id === org)?.kind ?? '';
const ofMember = (row: Row): Attributes => ({ member: text(row['member_id']), org: text(row['org_id']) });
const ofDevice = (row: Row): Attributes => ({ device: text(row['device_id']) });
const ofOrganisation =
  (column: string) =>
  (row: Row, world: World): Attributes => ({
    org: text(row[column]),
    kind: kindOf(world, row[column]),
    guarded: false,
  });
const ofParties = ({ org_a: a, org_b: b }: Row): Attributes => ({
  parties: [text(a), text(b)],
  authorised: false,
  known: true,
});
const aboutOrg = ({ about_org: org }: Row): Attributes => ({ aboutOrg: org === null ? null : text(org) });
const ofReport = ({ row }: Row, { reports }: World): Attributes => {
  const report = reports.find((each) => each.row === row);
  if (report === undefined) return {};
  const { originOrg, originUnit, recipients } = report;
  const labels = { marking: 0, handling: 0, state: 'ACTIVE', discovery: 'circle', held: false };
  return { originOrg, originUnit, recipientUnits: recipients, ...labels };
};

const ON_REPORTS: readonly Action[] = [
  'report.inbox',
  'report.read',
  'report.ledger',
  'report.open.offer',
  'report.watch',
];

const READINGS: readonly Reading[] = [
  ...['organisation'].map((table): Reading => ({
    table,
    actions: ['directory.read', 'standing.read'],
    object: 'Organisation',
    attributes: ofOrganisation('id'),
  })),
  ...['unit', 'member', 'device', 'unit_epoch', 'directory_event'].map((table): Reading => ({
    table,
    actions: ['directory.read', 'standing.read'],
    object: 'Organisation',
    attributes: ofOrganisation('org_id'),
  })),
  ...['agreement', 'agreement_proposal'].map((table): Reading => ({
    table,
    actions: ['agreement.read', 'agreement.preview'],
    object: 'Agreement',
    attributes: ofParties,
  })),
  {
    table: 'application',
    actions: ['application.read'],
    object: 'Application',
    attributes: ({ org_id: org, kind, state }) => ({
      org: text(org),
      decided: kind !== 'organisation' || ['provisional', 'active'].includes(text(state)),
    }),
  },
  { table: 'steward_interest', actions: ['interest.read'], object: 'Interest', attributes: ofMember },
  {
    table: 'recovery_run',
    actions: ['recovery.read'],
    object: 'Recovery',
    attributes: ({ org_id: org }) => ({ org: text(org), guardian: false }),
  },
  {
    table: 'member',
    actions: ['member.list'],
    object: 'Member',
    attributes: ({ id, org_id: org }) => ({ member: text(id), org: text(org) }),
  },
  { table: 'invitation', actions: ['invitation.list'], object: 'Invitation', attributes: ofMember },
  {
    table: 'identity_question',
    actions: ['identity.list', 'identity.answer', 'identity.read'],
    object: 'Reveal',
    attributes: ({ org_id: org, member_id: member }) => ({ org: text(org), member: text(member), asker: '' }),
  },
  ...['notice', 'notice_settings'].map((table): Reading => ({
    table,
    actions: ['notice.list', 'notice.settings'],
    object: 'Notice',
    attributes: ofMember,
  })),
  { table: 'session', actions: ['session.list', 'session.end'], object: 'Session', attributes: ofMember },
  { table: 'vault', actions: ['vault.read'], object: 'Vault', attributes: ofDevice },
  { table: 'audit_event', actions: ['audit.read', 'audit.export'], object: 'AuditEntry', attributes: aboutOrg },
  { table: 'audit_event', actions: ['decision.explain'], object: 'Decision', attributes: aboutOrg },
  ...['report', 'report_version', 'report_card', 'grantset', 'shred_key', 'report_blob'].map((table): Reading => ({
    table,
    actions: ON_REPORTS,
    object: 'Report',
    attributes: ofReport,
  })),
  ...['policy_text', 'policy_record'].map((table): Reading => ({
    table,
    actions: ['policy.read'],
    object: 'Policy',
    attributes: () => ({ authorised: false }),
  })),
];

beforeAll(ready);

it(`hides from nobody what policy allows them, in ${String(WORLDS)} worlds of a fresh seed`, async () => {
  const seed = freshSeed('policy within walls');
  for (let index = 0; index < WORLDS; index += 1) {
    const { hidden, allowed } = await compare(makeWorld(randomOf(seed, index)));
    expect([seed, index, hidden]).toEqual([seed, index, []]);
    // a policy that allows nothing would hide nothing
    expect(allowed).toBeGreaterThan(500);
  }
}, 120_000);

it('finds a wall that hides what policy allows', async () => {
  const world = makeWorld(randomOf(FIXED_SEED, 0));
  const { hidden } = await compare(world, 'DROP POLICY see ON sealbridge.agreement');
  expect(hidden.length).toBeGreaterThan(0);
}, 120_000);

async function compare(world: World, plant = 'SELECT 1'): Promise<{ hidden: string[]; allowed: number }> {
  const db = await createDatabase();
  const admin = new Client({ connectionString: db.adminUrl });
  await admin.connect();
  const source = await makeDataSource({ url: db.apiUrl, application: 'spec' }).initialize();
  try {
    await leaveWallsAlone(admin);
    await makeProbe(admin);
    await admin.query(plant);
    const filled = await fill(admin, world, GUARDED);
    const asking = contextsOf(world).filter(({ device, name }) => device !== null && !name.includes('reach'));
    const members = await subjectsOf(new Database(source, db.ctxKey), asking);
    const outcome = { hidden: [] as string[], allowed: 0 };
    for (const table of filled) await compareTable({ world, admin, key: db.ctxKey, asking, members }, table, outcome);
    return outcome;
  } finally {
    await source.destroy();
    await admin.end();
    await db.drop();
  }
}

/** The subjects as acts load them, agreements included. */
async function subjectsOf(database: Database, contexts: readonly Context[]): Promise<Member[]> {
  const agreements = { name: 'spec-own-agreements', text: 'SELECT own_agreements(NULL) AS agreements' };
  const members: Member[] = [];
  for (const { claims, token, name } of contexts) {
    if (claims === null || token === null) throw new Error(`${name} has no session`);
    const session = new Uint8Array(Buffer.from(token.slice(2), 'hex'));
    const loaded = await database.transaction(async (tx) => {
      const subject = await database.enter(tx, claims, session);
      const [row] = await tx.query<{ agreements: unknown }>(agreements);
      return { ...(subject as object), agreements: row?.agreements };
    });
    members.push(parseMember(loaded));
  }
  return members;
}

interface Asked {
  readonly world: World;
  readonly admin: Client;
  readonly key: Uint8Array;
  readonly asking: readonly Context[];
  readonly members: readonly Member[];
}

async function compareTable(
  { world, admin, key, asking, members }: Asked,
  filled: Filled,
  outcome: { readonly hidden: string[]; allowed: number },
): Promise<void> {
  const readings = READINGS.filter(({ table }) => table === filled.guarded.table);
  const question = questionsOf(world, asking, filled).find(({ command }) => command === 'SELECT');
  if (readings.length === 0 || question === undefined) return;
  const seen = (await ask(admin, key, question, asking)).map((answer) => new Set(answer.split(' ')));
  for (const [at, member] of members.entries()) {
    for (const { actions, object, attributes, table } of readings) {
      for (const action of actions) {
        const ability = new Ability(POLICY, member, CIRCUMSTANCES, action, object);
        for (const { row, ctid } of filled.stored) {
          if (!ability.decide({ type: object, attributes: attributes(row, world) }).allowed) continue;
          outcome.allowed += 1;
          if (seen[at]?.has(ctid) !== true)
            outcome.hidden.push(`${asking[at]?.name ?? ''} ${action} ${table} ${JSON.stringify(row)}`);
        }
      }
    }
  }
}

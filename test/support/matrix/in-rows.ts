// The matrix a third time: rows of real tables for what its cells are about, and people who ask under row-level security.
import type { Attributes, ObjectType } from '@sealbridge/policy';
import { parseId, type Id, type OrgKind, type Role, rightsOfRoles } from '@sealbridge/vocabulary';

import { DIRECTORY_TABLES } from '../walls/directory-tables.js';
import { PEOPLE_TABLES } from '../walls/people-tables.js';
import type { Guarded, Row } from '../walls/scope.js';
import { bytesOf, idOf, type World } from '../walls/world.js';
import type { Random } from '../walls/random.js';
import { AGREEMENTS, ORGANISATIONS, ROLES } from './subjects.mjs';

/** The rows that stand for an object: table and row. */
type Parts = readonly (readonly [table: string, row: Row])[];

/** Actions whose cells speak of rows that are read within the caller's own reach, and the rows. */
export const ROWS_OF: Partial<
  Record<ObjectType, { readonly actions: readonly string[]; readonly parts: (of: Attributes) => Parts }>
> = {
  Session: { actions: ['session.end', 'session.list'], parts: ({ member }) => [['session', { member_id: member }]] },
  Notice: {
    actions: ['notice.list', 'notice.settings'],
    parts: ({ member }) => [
      ['notice', { member_id: member }],
      ['notice_settings', { member_id: member }],
    ],
  },
  Vault: { actions: ['vault.read'], parts: ({ device }) => [['vault', { device_id: device }]] },
  Organisation: { actions: ['standing.read'], parts: ({ org, kind }) => [['organisation', { id: org, kind }]] },
  Agreement: {
    actions: ['agreement.read', 'agreement.preview'],
    parts: ({ parties }) => {
      const [org_a, org_b = org_a] = parties as readonly string[];
      return [
        ['agreement', { org_a, org_b }],
        ['agreement_proposal', { org_a, org_b }],
      ];
    },
  },
  Application: {
    actions: ['application.read'],
    parts: ({ org, decided }) => [
      ['application', { org_id: org, kind: 'organisation', state: decided === true ? 'active' : 'applied' }],
    ],
  },
  Interest: { actions: ['interest.read'], parts: ({ member }) => [['steward_interest', { member_id: member }]] },
  Member: {
    actions: ['member.list', 'exposure.read'],
    parts: ({ org }) => [['member', { org_id: org, roles: [], rights: [] }]],
  },
  Invitation: {
    actions: ['invitation.list', 'invitation.revoke'],
    parts: ({ org }) => [['invitation', { org_id: org }]],
  },
  Reveal: {
    actions: ['identity.list', 'identity.answer'],
    parts: ({ org, member }) => [['identity_question', { org_id: org, member_id: member }]],
  },
  Report: {
    actions: ['report.inbox', 'report.read', 'report.ledger', 'report.open.offer', 'report.watch'],
    parts: reportParts,
  },
  Opening: { actions: ['report.open', 'blob.read'], parts: openingParts },
  Blob: { actions: ['blob.put', 'blob.read'], parts: ({ org }) => [['blob', { org_id: org }]] },
  AuditEntry: {
    actions: ['audit.read', 'audit.export'],
    parts: ({ aboutOrg }) => [['audit_event', { about_org: aboutOrg }]],
  },
  Decision: { actions: ['decision.explain'], parts: ({ aboutOrg }) => [['audit_event', { about_org: aboutOrg }]] },
  Policy: { actions: ['policy.read'], parts: () => [['policy_text', {}]] },
};

/** Rows of reports start far above those that anything else is numbered by. */
let reports = 1000;

function reportParts({ originOrg, originUnit, recipientUnits }: Attributes): Parts {
  reports += 1;
  const scopes = [originOrg, originUnit, ...(recipientUnits as readonly string[])];
  return [
    ['report', { row: reports, origin_org: originOrg, origin_unit: originUnit, scopes }],
    ['report_version', { row: reports, version: 1 }],
  ];
}

function openingParts({ originOrg, grantUnit, ownGrant }: Attributes): Parts {
  const originUnit = ownGrant === true ? grantUnit : ORGANISATIONS.harbour.sibling;
  const parts = reportParts({
    originOrg: originOrg ?? '',
    originUnit: originUnit ?? '',
    recipientUnits: [String(grantUnit)],
  });
  const ofReport = { row: reports };
  return [
    ...parts,
    ['stored_grant', { ...ofReport, version: 1, unit_id: grantUnit }],
    ['report_card', { ...ofReport, version: 1 }],
    ['shred_key', ofReport],
    ['grantset', ofReport],
    ['report_blob', { ...ofReport, version: 1, ordinal: 0, blob_row: reports }],
    ['blob', { row: reports, org_id: originOrg }],
    ['blob_chunk', { blob_row: reports, n: 0 }],
  ];
}

const known = (text: string): Id => {
  const id = parseId(text);
  if (id === null) throw new Error('not an id');
  return id;
};

/** The people of the matrix as facts of a world. */
export function worldOfMatrix(random: Random): World {
  const at = Object.values(ORGANISATIONS) as readonly { org: string; unit: string; sibling: string; kind: OrgKind }[];
  const roles = ROLES as readonly { role: Role; org: string; unit: string; member: string; device: string }[];
  const agreements = Object.values(AGREEMENTS) as readonly string[];
  return {
    random,
    organisations: at.map(({ org, kind }) => ({ id: known(org), kind, state: 'active' })),
    units: at.flatMap(({ org, unit, sibling }) => [unit, sibling].map((id) => ({ id: known(id), org: known(org) }))),
    people: roles.map(({ role, org, unit, member }) => ({
      ...{ id: known(member), org: known(org), units: [known(unit)] },
      ...{ roles: [role], rights: rightsOfRoles([role]) },
    })),
    devices: roles.map(({ org, member, device }) => ({
      ...{ id: known(device), org: known(org), member: known(member), signPk: bytesOf(random) },
      ...{ session: idOf(random), token: bytesOf(random) },
    })),
    versions: agreements.map((id) => ({
      ...{ id: known(id), version: 1, hash: bytesOf(random), newest: true },
      parties: [known(ORGANISATIONS.harbour.org), known(ORGANISATIONS.northgate.org)],
    })),
    reports: [],
  };
}

/** What has to be there for anybody to ask. */
const FOUNDATION = ['organisation', 'unit', 'member', 'member_unit', 'device', 'session', 'agreement'];

/** Tables with the people of a world and these rows besides. */
export function tablesWith(world: World, rows: ReadonlyMap<string, readonly Row[]>): Guarded[] {
  const founded = [...DIRECTORY_TABLES, ...PEOPLE_TABLES].filter(({ table }) => FOUNDATION.includes(table));
  const names = new Set([...FOUNDATION, ...rows.keys()]);
  return [...names].map((table) => {
    const own = founded.find((each) => each.table === table)?.rows(world) ?? [];
    return { table, rows: () => [...own, ...(rows.get(table) ?? [])], see: () => true };
  });
}

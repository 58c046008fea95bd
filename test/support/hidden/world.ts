// Two organisations that the small world has no agreement with: one is a member of the platform, the other exists nowhere but in
// the test. Whoever may not know who is a member must get the same answer about both.
import { randomUUID } from 'node:crypto';

import {
  AskIdentityDocument,
  type ApiClient,
  InvitationsDocument,
  PublishDirectoryEventsDocument,
  SignAgreementDocument,
} from '@sealbridge/api-client';
import { type AgreementRecord, writeAgreementRecord, writeEventRecord } from '@sealbridge/directory';
import type { DeviceKeys } from '@sealbridge/keyring';
import { fromBase64Url, randomBytes, toBase64, toBase64Url, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { nextDraft } from '../agreement-drafts.js';
import { proposed } from '../agreement-api.js';
import { countAsVetted, lockboxInput, type TestApi } from '../api.js';
import { FIXTURE_ORIGIN, type FixtureEpoch, type FixtureOrg, type FixtureUnit } from '../directory-fixture.js';
import { invitationFor, postInvitation, type TestInvitation } from '../invited.js';
import { addReport, newId } from '../rows.js';
import { countAsVerified } from '../vetted.js';

const DAY = 24 * 3600;

/** Everything of an organisation that a question could name. */
export interface Named {
  readonly org: FixtureOrg;
  readonly unit: FixtureUnit;
  readonly admin: DeviceKeys;
  readonly analyst: DeviceKeys;
  /** With another organisation, not with any of the small world. */
  readonly agreement: AgreementRecord;
  readonly invitation: TestInvitation;
  readonly application: Id;
  readonly proposal: Id;
  readonly report: Id;
  readonly question: Id;
  readonly event: Id;
  readonly notice: Id;
  readonly recovery: Id;
  /** Credential id, base64. */
  readonly passkey: string;
  /** SHA-256 of a ciphertext, hex. */
  readonly ciphertext: string;
  readonly session: Id;
  /** Of the report, to the unit of the partner. */
  readonly grant: Id;
  /** A link that a new device has asked for: its id, and what it is found by, base64. */
  readonly link: { readonly id: Id; readonly lookupSha256: string };
  /** Of the stewards; nobody else may know whether there is one. */
  readonly policyProposal: Id;
  /** Of an entry of a list of theirs. */
  readonly cursor: string;
}

/** Every opaque id that a stranger has, by what it is of. */
export function idsOf(named: Named): Readonly<Record<string, Id>> {
  const { org, unit, admin, agreement, invitation, link } = named;
  const { application, proposal, report, question, event, notice, recovery, policyProposal, session, grant } = named;
  return {
    ...{ application, proposal, report, question, event, notice, recovery, policyProposal, session, grant },
    ...{ organisation: org.org, unit: unit.unit, member: admin.member, device: admin.device, link: link.id },
    ...{ agreement: agreement.agreement.agreement, invitation: invitation.invite.invitation },
  };
}

/** Somebody all of whose ids are this one. */
export function allOf(id: Id, named: Named): Named {
  const { org, unit, admin, analyst, agreement, invitation } = named;
  return {
    ...named,
    ...{ application: id, proposal: id, report: id, question: id, event: id, notice: id, recovery: id },
    ...{ policyProposal: id, session: id, grant: id },
    org: { ...org, org: id },
    unit: { ...unit, unit: id },
    admin: { ...admin, member: id, device: id },
    analyst: { ...analyst, member: id, device: id },
    agreement: { ...agreement, agreement: { ...agreement.agreement, agreement: id } },
    invitation: { ...invitation, invite: { ...invitation.invite, invitation: id } },
  };
}

interface Founded {
  readonly unit: FixtureUnit;
  readonly admin: DeviceKeys;
  readonly analyst: DeviceKeys;
  readonly epoch: FixtureEpoch;
}

/** The member `lantern`, whose only partner is `lookout`, and `phantom` with its partner `nowhere`, which nobody admitted. */
export async function makeStrangers(api: TestApi): Promise<{ readonly member: Named; readonly nobody: Named }> {
  const [lantern, lookout] = [found(api, 'lantern'), found(api, 'lookout')];
  const [phantom, nowhere] = [found(api, 'phantom'), found(api, 'nowhere')];
  const [steward] = api.world.directory.stewardDevices;
  if (steward === undefined) throw new Error('no steward');
  const client = await api.signIn(steward);
  const application = await publish(api, client, lantern);
  await publish(api, client, lookout);
  await countAsVetted(api.admin);
  const agreement = agree(api, lantern, lookout);
  const record = toBase64(writeAgreementRecord(agreement));
  const input = { clientMutationId: randomUUID(), record };
  const { signAgreement } = await client.request(SignAgreementDocument, { input });
  if (signAgreement.__typename !== 'SignAgreementPayload') throw new Error(signAgreement.code);
  const left = await leaveTraces(api, lantern, lookout, agreement);
  const member = { ...own(lantern), agreement, application: application as Id, ...left };
  const ids = {
    application: newId(),
    proposal: newId(),
    report: newId(),
    question: newId(),
    event: newId(),
    notice: newId(),
    recovery: newId(),
    passkey: toBase64(randomBytes(32)),
    ciphertext: toHex(randomBytes(32)),
    session: newId(),
    grant: newId(),
    link: { id: newId(), lookupSha256: toBase64(randomBytes(32)) },
    policyProposal: newId(),
    cursor: toBase64Url(randomBytes(fromBase64Url(left.cursor).length)),
  };
  const nobody = {
    ...own(phantom),
    agreement: agree(api, phantom, nowhere),
    invitation: inviteInto(api, phantom),
    ...ids,
  };
  return { member, nobody };
}

/** A steward suspends a stranger. */
export async function suspendStranger(api: TestApi, { org }: Pick<Named, 'org'>): Promise<void> {
  const [steward] = api.world.directory.stewardDevices;
  if (steward === undefined) throw new Error('no steward');
  const record = api.world.directory.suspend(org, { by: steward });
  const input = { clientMutationId: randomUUID(), records: [toBase64(writeEventRecord(record))], lockboxes: [] };
  const { publishDirectoryEvents } = await (
    await api.signIn(steward)
  ).request(PublishDirectoryEventsDocument, { input });
  if (publishDirectoryEvents.__typename !== 'PublishDirectoryEventsPayload')
    throw new Error(publishDirectoryEvents.code);
}

function own({ unit, admin, analyst }: Founded): Pick<Named, 'org' | 'unit' | 'admin' | 'analyst'> {
  return { org: unit.org, unit, admin, analyst };
}

function found({ world: { directory } }: TestApi, handle: string): Founded {
  const unit = directory.unit(directory.organisation(handle, 'ngo'));
  const admin = directory.person(unit.org, [unit], ['org_admin', 'guardian']);
  const analyst = directory.person(unit.org, [unit], ['analyst', 'liaison']);
  return { unit, admin, analyst, epoch: directory.epoch(unit, [admin, analyst]) };
}

function agree({ world: { directory } }: TestApi, one: Founded, other: Founded): AgreementRecord {
  const now = Math.floor(Date.now() / 1000);
  const term = { start: now - DAY, end: now + 300 * DAY, origin: FIXTURE_ORIGIN };
  return directory.agreement([one.unit.org, other.unit.org], term);
}

async function publish(api: TestApi, steward: ApiClient, { unit, epoch }: Founded): Promise<string> {
  const { directory } = api.world;
  const records = directory.records.filter(({ record }) => record.leaf.org === unit.org.org);
  const [admission] = records;
  if (admission === undefined) throw new Error('no admission');
  const application = await countAsVerified(api.admin, admission.record, directory.stewardDevices);
  const input = {
    clientMutationId: randomUUID(),
    records: records.map(({ record }) => toBase64(writeEventRecord(record))),
    lockboxes: epoch.lockboxes.map((box) => lockboxInput(unit.unit, epoch.epoch, box)),
  };
  const { publishDirectoryEvents: answer } = await steward.request(PublishDirectoryEventsDocument, { input });
  if (answer.__typename !== 'PublishDirectoryEventsPayload') throw new Error(`${answer.code}: ${answer.message}`);
  return application;
}

/** What a member does: invites, proposes, is asked about, reports. */
async function leaveTraces(
  api: TestApi,
  lantern: Founded,
  lookout: Founded,
  agreement: AgreementRecord,
): Promise<Omit<Named, 'org' | 'unit' | 'admin' | 'analyst' | 'agreement' | 'application'>> {
  const admin = await api.signIn(lantern.admin);
  const invitation = inviteInto(api, lantern);
  const made = await postInvitation(admin, invitation);
  if (made.__typename !== 'MakeInvitationPayload') throw new Error(made.code);
  const proposal = (await proposed(admin, nextDraft(agreement))) as Id;
  const partner = await api.signIn(lookout.analyst);
  const why = { purpose: 'audit', caseRef: 'x', justification: 'x' };
  const input = { clientMutationId: randomUUID(), member: lantern.analyst.member, ...why };
  const { askIdentity } = await partner.request(AskIdentityDocument, { input });
  if (askIdentity.__typename !== 'AskIdentityPayload') throw new Error(askIdentity.code);
  const from = { org: lantern.unit.org.org, unit: lantern.unit.unit };
  const { id: report, row } = await addReport(api.admin, from, [lookout.unit.unit]);
  await api.sequence();
  const event = await one<{ id: Id }>(
    api,
    'SELECT event_id AS id FROM sealbridge.audit_event WHERE actor_org = $1 LIMIT 1',
    [lantern.unit.org.org],
  );
  const notice = await one<{ id: Id }>(api, 'SELECT id FROM sealbridge.notice WHERE member_id = $1 LIMIT 1', [
    lantern.admin.member,
  ]);
  const recovery = await one<{ id: Id }>(
    api,
    `INSERT INTO sealbridge.recovery_run
       (id, org_id, key_number, threshold, delay_hours, member_id, device_id, reason, started_by, event_hash)
     SELECT gen_random_uuid(), $1, 1, 2, 24, $2, gen_random_uuid(), 'lost', $3, event_hash
     FROM sealbridge.directory_event WHERE org_id = $1 LIMIT 1 RETURNING id`,
    [lantern.unit.org.org, lantern.analyst.member, lantern.admin.device],
  );
  const question = askIdentity.question as Id;
  const session = await one<{ id: Id }>(api, 'SELECT id FROM sealbridge.session WHERE member_id = $1 LIMIT 1', [
    lantern.admin.member,
  ]);
  const { invitations } = await admin.request(InvitationsDocument, { first: 1, after: null });
  return {
    ...{ invitation, proposal, report, question, event: event.id, notice: notice.id, recovery: recovery.id },
    session: session.id,
    grant: await addGrant(api, row, lookout),
    link: await addLink(api),
    passkey: await addPasskey(api, lantern.admin),
    ciphertext: await addCiphertext(api, lantern.unit.org.org),
    policyProposal: await addPolicyProposal(api),
    cursor: invitations.edges[0]?.cursor ?? '',
  };
}

/** A passkey of a device, which nobody's authenticator holds; gives its credential id. */
export async function addPasskey({ admin }: TestApi, { device }: DeviceKeys): Promise<string> {
  const id = randomBytes(32);
  await admin.query(
    `INSERT INTO sealbridge.passkey (credential_id, device_id, sign_pk, user_handle, public_key, counter, backup_eligible,
       backed_up, transports, statement, signature)
     VALUES ($1, $2, $3, $4, $3, 0, false, false, '{}', $3, $5)`,
    [id, device, randomBytes(32), randomBytes(16), randomBytes(64)].map((value) =>
      typeof value === 'string' ? value : Buffer.from(value),
    ),
  );
  return toBase64(id);
}

async function addPolicyProposal(api: TestApi): Promise<Id> {
  const [steward] = api.world.directory.stewardDevices;
  const { id } = await one<{ id: Id }>(
    api,
    `INSERT INTO sealbridge.policy_proposal (id, record, proposed_by)
     SELECT gen_random_uuid(), p.record, d.member_id FROM sealbridge.device d, sealbridge.policy_record p
     WHERE d.id = $1 LIMIT 1 RETURNING id`,
    [steward?.device ?? ''],
  );
  return id;
}

/** A grant of a report to a unit, of bytes that nobody opens. */
async function addGrant(api: TestApi, row: string, { unit: { org, unit } }: Pick<Founded, 'unit'>): Promise<Id> {
  await api.admin.query('SET session_replication_role = replica');
  const { id } = await one<{ id: Id }>(
    api,
    `INSERT INTO sealbridge.stored_grant (id, row, version, org_id, unit_id, epoch, grant_hash, wrapped, kek_id, purposes, not_after)
     VALUES (gen_random_uuid(), $1, 1, $2, $3, 1, sha256('grant'), '', 'k', '{audit}', 1000000) RETURNING id`,
    [row, org.org, unit],
  );
  await api.admin.query('RESET session_replication_role');
  return id;
}

/** A link that a new device of theirs asked for. */
async function addLink(api: TestApi): Promise<Named['link']> {
  const lookupSha256 = randomBytes(32);
  const { id } = await one<{ id: Id }>(
    api,
    `INSERT INTO sealbridge.device_link (lookup_sha256, link_id, device_id, request, request_mac, expires_at)
     VALUES (decode($1, 'base64'), gen_random_uuid(), gen_random_uuid(), '', sha256('mac'), now() + interval '1 hour')
     RETURNING link_id AS id`,
    [toBase64(lookupSha256)],
  );
  return { id, lookupSha256: toBase64(lookupSha256) };
}

async function addCiphertext({ admin }: TestApi, org: Id): Promise<string> {
  const sha256 = randomBytes(32);
  await admin.query(
    'INSERT INTO sealbridge.blob (org_id, sha256, length, complete, waiting) VALUES ($1, $2, 16, true, false)',
    [org, Buffer.from(sha256)],
  );
  return toHex(sha256);
}

/** A notice, a passkey, and a question to somebody of another organisation, all of them one member's own. */
export async function addOwnThings(
  api: TestApi,
  { org, member, device, ...keys }: DeviceKeys,
  asked: DeviceKeys,
): Promise<Pick<Named, 'notice' | 'passkey' | 'question'>> {
  const notice = await one<{ id: Id }>(
    api,
    "INSERT INTO sealbridge.notice (member_id, kind) VALUES ($1, 'inbox') RETURNING id",
    [member],
  );
  const question = await one<{ id: Id }>(
    api,
    `INSERT INTO sealbridge.identity_question (id, org_id, member_id, asker_org, asker_member, purpose, case_ref, justification)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, 'audit', 'x', 'x') RETURNING id`,
    [asked.org, asked.member, org, member],
  );
  const passkey = await addPasskey(api, { org, member, device, ...keys });
  return { notice: notice.id, question: question.id, passkey };
}

async function one<Row extends object>({ admin }: TestApi, sql: string, values: readonly string[]): Promise<Row> {
  const { rows } = await admin.query<Row>(sql, [...values]);
  const [row] = rows;
  if (row === undefined) throw new Error(`nothing: ${sql}`);
  return row;
}

function inviteInto(api: TestApi, { unit, admin }: Founded): TestInvitation {
  return invitationFor(api, admin, { org: unit.org.org, units: [unit.unit] });
}

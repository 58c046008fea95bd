// What stands in the database of an instance, whose it is, and who may hear of it: ids, names, words and bytes.

/** Everything that has an owner: kind, value, organisations it belongs to, and the member whose own it is. */
export const OWNED = `
  SELECT 'organisation' AS kind, id::text AS value, ARRAY[id] AS orgs, NULL::uuid AS member FROM organisation
  UNION ALL SELECT 'handle', handle, ARRAY[id], NULL FROM organisation
  UNION ALL SELECT 'name', name, ARRAY[id], NULL FROM organisation
  UNION ALL SELECT 'unit', id::text, ARRAY[org_id], NULL FROM unit
  UNION ALL SELECT 'handle', handle, ARRAY[org_id], NULL FROM unit
  UNION ALL SELECT 'member', id::text, ARRAY[org_id], NULL FROM member
  UNION ALL SELECT 'person', person::text, ARRAY[org_id], NULL FROM member_person
  UNION ALL SELECT 'device', id::text, ARRAY[org_id], NULL FROM device
  UNION ALL SELECT 'agreement', id::text, ARRAY[org_a, org_b], NULL FROM agreement
  UNION ALL SELECT 'proposal', id::text, ARRAY[org_a, org_b], NULL FROM agreement_proposal
  UNION ALL SELECT 'application', id::text, ARRAY[org_id], NULL FROM application
  UNION ALL SELECT 'invitation', id::text, ARRAY[org_id], NULL FROM invitation
  UNION ALL SELECT 'report', id::text, ARRAY[origin_org], NULL FROM report
  UNION ALL SELECT 'grant', g.id::text, ARRAY[g.org_id, r.origin_org], NULL
    FROM stored_grant g JOIN report r ON r.row = g.row
  UNION ALL SELECT 'question', id::text, ARRAY[org_id, asker_org], NULL FROM identity_question
  UNION ALL SELECT 'word', case_ref, ARRAY[org_id, asker_org], NULL FROM identity_question
  UNION ALL SELECT 'word', justification, ARRAY[org_id, asker_org], NULL FROM identity_question
  UNION ALL SELECT 'word', case_ref, ARRAY[actor_org], NULL FROM audit_detail
  UNION ALL SELECT 'word', justification, ARRAY[actor_org], NULL FROM audit_detail
  UNION ALL SELECT 'event', event_id::text, ARRAY[actor_org], NULL FROM audit_event WHERE actor_org IS NOT NULL
  UNION ALL SELECT 'recovery', id::text, ARRAY[org_id], NULL FROM recovery_run
  UNION ALL SELECT 'notice', n.id::text, ARRAY[m.org_id], n.member_id FROM notice n JOIN member m ON m.id = n.member_id
  UNION ALL SELECT 'session', id::text, ARRAY[org_id], member_id FROM session`;

/** Bytes that have an owner. */
export const OWNED_BYTES = `
  SELECT 'directory event' AS kind, body AS bytes, ARRAY[org_id] AS orgs FROM directory_event
  UNION ALL SELECT 'private part', private, ARRAY[org_id] FROM directory_event WHERE private IS NOT NULL
  UNION ALL SELECT 'lockbox', lockbox, ARRAY[org_id] FROM lockbox
  UNION ALL SELECT 'invitation', record, ARRAY[org_id] FROM invitation
  UNION ALL SELECT 'vetting statement', v.record, ARRAY[a.org_id]
    FROM vetting_statement v JOIN application a ON a.id = v.application_id
  UNION ALL SELECT 'card', c.card, ARRAY[r.origin_org] FROM report_card c JOIN report r ON r.row = c.row
  UNION ALL SELECT 'frame', v.frame, ARRAY[r.origin_org] FROM report_version v JOIN report r ON r.row = v.row`;

/** Organisations that know of each other: the parties of agreements and proposals, and whoever guards for whom. */
export const ACQUAINTED = `
  SELECT org_a AS a, org_b AS b FROM agreement UNION SELECT org_a, org_b FROM agreement_proposal
  UNION SELECT s.org_id, d.org_id FROM recovery_share s JOIN device d ON d.id = s.device_id`;

/** People with a device, one for each organisation and set of roles. */
export const PEOPLE = `
  SELECT DISTINCT ON (o.handle, m.roles) o.handle AS org_handle, o.kind AS org_kind, o.id AS org, m.id AS member, m.roles,
    d.id AS device
  FROM member m JOIN organisation o ON o.id = m.org_id JOIN device d ON d.member_id = m.id
  WHERE m.state = 'active' AND d.state = 'active'
  ORDER BY o.handle, m.roles, m.id`;

/** Records that are no one's alone: terms of agreements read alike whoever the parties are. */
export const TERMS = 'SELECT body AS bytes FROM agreement UNION ALL SELECT body FROM agreement_proposal';

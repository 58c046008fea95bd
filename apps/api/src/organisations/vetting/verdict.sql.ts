export const ADD_VERDICT = {
  name: 'vetting-verdict-add',
  text: `insert into vetting_verdict (hash, application_id, round, stage, verdict, member_id, device_id, seat, evidence_set, conflict,
      findings, admit_hash, admit_signature)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13)`,
};

export const VERDICTS_OF_ROUND = {
  name: 'vetting-verdicts',
  text: `select v.hash, v.round, v.stage, v.verdict, v.member_id as member, v.device_id as device, d.state = 'active' as "inForce",
      v.seat, v.evidence_set as "evidenceSet", v.conflict, v.findings, v.admit_hash as "admitHash",
      v.admit_signature as "admitSignature", v.made_at as "madeAt"
    from vetting_verdict v join device d on d.id = v.device_id where v.application_id = $1 and v.round = $2 order by v.row`,
};

/** Whoever declared an interest in an organisation, or recused in an application of it, stays out of all that concerns it. */
export const CONFLICTED = {
  name: 'vetting-conflicted',
  text: `select exists (select 1 from steward_interest where member_id = $1 and org_id = $2)
    or exists (select 1 from application a join vetting_verdict v on v.application_id = a.id
      where a.org_id = $2 and v.member_id = $1 and v.verdict = 'recuse') as conflicted`,
};

export const INTERESTS_IN = {
  name: 'vetting-interests-in',
  text: `select member_id as member, org_id as org, handle, relation, declared_at as "declaredAt"
    from steward_interest where org_id = $1 order by declared_at, member_id, relation limit $2`,
};

export const ORGANISATIONS_BY_HANDLE = {
  name: 'vetting-organisations-by-handle',
  text: `select id from organisation where handle = $1
    union select org_id from application where handle = $1 and kind = 'organisation'`,
};

export const ADD_INTEREST = {
  name: 'vetting-interest-add',
  text: `insert into steward_interest (member_id, org_id, relation, handle) select $1, unnest($2::uuid[]), $3, $4
    on conflict do nothing`,
};

export const INTERESTS_OF = {
  name: 'vetting-interests-of',
  text: `select distinct on (handle, relation) member_id as member, org_id as org, handle, relation, declared_at as "declaredAt"
    from steward_interest where member_id = $1 and (handle, relation) > ($2, $3)
    order by handle, relation, declared_at limit $4`,
};

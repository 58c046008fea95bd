/** Standing of what an application is about. An application that is not decided has none, whatever id it names. */
const STANDING = `case when a.state in ('provisional', 'active') or (a.state = 'ended' and a.admit_hash is not null) then coalesce(
    (select standing(o.state, o.suspended_until, o.attested_until) from organisation o where a.kind = 'organisation' and o.id = a.subject_id),
    (select standing(u.state, u.suspended_until, u.attested_until) from unit u where a.kind = 'unit' and u.id = a.subject_id),
    (select standing(m.state, m.suspended_until, m.attested_until) from member m where a.kind = 'liaison' and m.id = a.subject_id))
  end`;

const ATTESTED = `case when a.state in ('provisional', 'active') then coalesce(
    (select nullif(o.attested_until, 'infinity') from organisation o where a.kind = 'organisation' and o.id = a.subject_id),
    (select nullif(u.attested_until, 'infinity') from unit u where a.kind = 'unit' and u.id = a.subject_id),
    (select nullif(m.attested_until, 'infinity') from member m where a.kind = 'liaison' and m.id = a.subject_id))
  end`;

const COLUMNS = `a.id, a.row::text, a.kind, a.profile, a.org_id as org, a.subject_id as subject, a.state, ${STANDING} as standing,
  ${ATTESTED} as "attestedUntil", a.round, a.attesting, a.evidence_set as "evidenceSet", a.handle, a.country, a.name,
  a.root_keys as "rootKeys", a.skeletons, a.admit_hash as "admitHash", a.admit_leaf as "admitLeaf", a.admit_body as "admitBody",
  a.made_at as "madeAt"`;

/** One application; whoever changes it holds its row, so that two at once come one after the other. */
export const LOCK_APPLICATION = {
  name: 'application-lock',
  text: `select ${COLUMNS} from application a where a.id = $1 for update of a`,
};

export const ONE_APPLICATION = {
  name: 'application-one',
  text: `select ${COLUMNS} from application a where a.id = $1`,
};

/** The application whose verifiers signed this admission, held like one that is changed. */
export const LOCK_BY_ADMISSION = {
  name: 'application-by-admission',
  text: `select ${COLUMNS} from application a where a.admit_hash = $1 for update of a`,
};

export const ADD_APPLICATION = {
  name: 'application-add',
  text: `insert into application (id, kind, profile, org_id, subject_id, handle, country, name, root_keys, skeletons, evidence_set)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9::bytea[], $10::text[], $11) on conflict do nothing returning id`,
};

export const MOVE_APPLICATION = {
  name: 'application-move',
  text: `update application set state = $2, round = $3, attesting = $4, evidence_set = $5, touched_at = now() where id = $1`,
};

/** Units and liaisons are vetted on the word of their organisation, and not without it. */
export const END_INSIDE = {
  name: 'application-end-inside',
  text: `update application set state = 'ended', attesting = false, touched_at = now()
    where org_id = $1 and kind <> 'organisation' and state <> 'ended'`,
};

export const SET_ADMISSION = {
  name: 'application-admission',
  text: `update application set admit_hash = $2, admit_leaf = $3, admit_body = $4, touched_at = now() where id = $1`,
};

/** How many organisations wait, counted no further than the cap. */
export const COUNT_OPEN = {
  name: 'application-count-open',
  text: `select count(*)::int as count from (select 1 from application
    where kind = 'organisation' and state in ('applied', 'evidence') and touched_at > now() - make_interval(days => $1) limit $2) open`,
};

/** A unit or member that could be applied for, of an organisation that has not ended. */
export const SUBJECT = {
  unit: {
    name: 'application-subject-unit',
    text: `select u.handle, standing(u.state, u.suspended_until, u.attested_until) as standing
      from unit u join organisation o on o.id = u.org_id where u.id = $1 and u.org_id = $2 and o.state <> 'ended'`,
  },
  liaison: {
    name: 'application-subject-liaison',
    text: `select o.handle, standing(m.state, m.suspended_until, m.attested_until) as standing
      from member m join organisation o on o.id = m.org_id where m.id = $1 and m.org_id = $2 and o.state <> 'ended'`,
  },
} as const;

export const OPEN_OF_SUBJECT = {
  name: 'application-of-subject',
  text: `select 1 as found from application where subject_id = $1 and kind <> 'organisation' and state <> 'ended'`,
};

/** Handles of whoever has a name or handle that looks like one of these. */
export const CONFUSABLE = {
  name: 'application-confusable',
  text: `select handle from application where skeletons && $2::text[] and id <> $1 and (state <> 'ended' or admit_hash is not null)
      and not exists (select 1 from application own where own.id = $1 and own.subject_id = application.subject_id
        and own.state in ('provisional', 'active'))
    union
    select handle from organisation where name_skeleton = any($2::text[])
      and id <> (select case when state in ('provisional', 'active') then subject_id else id end from application where id = $1)
    order by handle limit 20`,
};

export const ADD_STATEMENT = {
  name: 'vetting-statement-add',
  text: `insert into vetting_statement (hash, steward, application_id, kind, round, record) values ($1, $2, $3, $4, $5, $6)
    on conflict do nothing`,
};

export const FIND_STATEMENT = {
  name: 'vetting-statement-find',
  text: `select application_id as application from vetting_statement where hash = $1 and steward is not distinct from $2`,
};

export const STATEMENTS = {
  name: 'vetting-statements',
  text: `select hash, kind, round, record from vetting_statement where application_id = $1 order by row`,
};

export const EVIDENCE_HASHES = {
  name: 'vetting-evidence-hashes',
  text: `select hash from vetting_statement where application_id = $1 and kind = 'evidence' and round = $2 order by row`,
};

export const PUT_EVIDENCE = {
  name: 'vetting-evidence-put',
  text: `insert into vetting_evidence (application_id, round, kind, note, document_sha256) values ($1, $2, $3, $4, $5)
    on conflict (application_id, round, kind) do update
      set note = excluded.note, document_sha256 = excluded.document_sha256, submitted_at = clock_timestamp()`,
};

export const EVIDENCE = {
  name: 'vetting-evidence',
  text: `select kind, note, document_sha256 as "documentSha256", submitted_at as "submittedAt"
    from vetting_evidence where application_id = $1 and round = $2 order by kind`,
};

/** A page of applications under policy's condition: `filter` is one of the texts below. */
export const pageText = (policy: string, filter: string): string => `select ${COLUMNS} from (
    select a.* from (select a.* from application a where ${policy}) a
    where ($1::bigint is null or a.row < $1::bigint) and ${filter} order by a.row desc limit $2) a order by a.row desc`;

const SUSPENDED_SUBJECTS = ['organisation', 'unit', 'member']
  .map(
    (table) =>
      `select id from ${table} where suspended_until > now() union all select id from ${table} where attested_until < 'infinity' and attested_until <= now()`,
  )
  .join(' union all ');

/** Which applications a page shows, by the state of the file. Suspended is few, and found by its own index. */
export const STATE_FILTERS = {
  all: 'true',
  waiting: 'a.state = $3',
  decided: `a.state = $3 and a.subject_id not in (${SUSPENDED_SUBJECTS})`,
  suspended: `a.state in ('provisional', 'active') and $3 = 'suspended' and a.subject_id in (${SUSPENDED_SUBJECTS})`,
} as const;

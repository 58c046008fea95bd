const COLUMNS = `q.row, q.id, q.org_id as "orgId", q.member_id as member, s.handle as "organisationHandle",
  q.asker_member as "askedBy", a.handle as "askingHandle", q.purpose, q.case_ref as "caseRef", q.justification,
  q.asked_at as "askedAt", coalesce(q.answer, 'open') as state, q.answer_code as "answerReason", q.answered_at as "answeredAt",
  q.readable_until as "readableUntil", q.readable_until > now() as readable`;

/** Handles show as far as the context sees the organisations. */
const JOINS = `left join organisation s on s.id = q.org_id left join organisation a on a.id = q.asker_org`;

const page = (where: string): string => `select ${COLUMNS} from (select * from identity_question
    where ${where} and row < coalesce($2::bigint, 9223372036854775807) order by row desc limit $3) q ${JOINS}
  order by q.row desc`;

/** Questions to an organisation but those about some members, newest first, by `identity_question_subject`. */
export const QUESTIONS_TO = {
  name: 'identity-questions-to',
  text: page('org_id = $1 and member_id <> all ($4::uuid[])'),
};

/** Questions of a member, newest first, by `identity_question_asker`. */
export const QUESTIONS_OF = { name: 'identity-questions-of', text: page('asker_member = $1') };

/** One question. */
export const ONE_QUESTION = {
  name: 'identity-question',
  text: `select ${COLUMNS} from identity_question q ${JOINS} where q.id = $1`,
};

/** How many questions of a member wait for an answer; no more than $2 are counted. */
export const COUNT_OPEN = {
  name: 'identity-open',
  text: `select count(*)::int as count from (
    select 1 from identity_question where asker_member = $1 and answer is null limit $2) open`,
};

/** Where a member belongs, as far as the context sees it. */
export const SUBJECT = {
  name: 'identity-subject',
  text: `select m.org_id as org, o.kind as "orgKind" from member m join organisation o on o.id = m.org_id where m.id = $1`,
};

/** Writes a question; of two at once with one id the second finds nothing to write. */
export const ASK = {
  name: 'identity-ask',
  text: `insert into identity_question (id, org_id, member_id, asker_org, asker_member, purpose, case_ref, justification)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning id`,
};

/** Answers a question that has no answer; of two at once the second finds nothing. */
export const ANSWER = {
  name: 'identity-answer',
  text: `update identity_question set answer = $2, answer_code = $3, answered_by = $4, answered_at = now(),
      readable_until = case when $2 = 'granted' then now() + make_interval(hours => $5) end
    where id = $1 and answer is null returning id`,
};

/** Every handle that the person behind one has had, itself too; needs a context that sees the people of the organisation. */
export const HANDLES_OF_PERSON = {
  name: 'identity-handles',
  text: `select $1::uuid as id union select other.member_id from member_person one
    join member_person other on other.org_id = one.org_id and other.person = one.person where one.member_id = $1`,
};

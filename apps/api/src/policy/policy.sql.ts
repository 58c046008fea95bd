import type { Statement } from '../platform/database/statement.js';

/** Keeps the text of a policy that decisions name. */
export const KEEP_TEXT: Statement = {
  name: 'policy-keep-text',
  text: 'insert into policy_text (hash, text) values ($1, $2) on conflict (hash) do nothing',
};

const RECORD_COLUMNS = `r.seq, r.record, r.rules_hash as "rulesHash", r.policy_hash as "policyHash", r.adopted_at as "adoptedAt", t.text`;

/** The bytes of every record, from the first. */
export const CHAIN: Statement = { name: 'policy-chain', text: 'select record from policy_record order by seq' };

/** Entries of records on the log, in its order. */
export const PLACES: Statement = {
  name: 'policy-places',
  text: `select idx::float8 as index, entry from log_leaf where kind = 'policy' order by idx`,
};

/** Records below a number, newest first. */
export const RECORDS: Statement = {
  name: 'policy-records',
  text: `select ${RECORD_COLUMNS} from policy_record r join policy_text t on t.hash = r.policy_hash
    where r.seq < coalesce($1::integer, 2147483647) order by r.seq desc limit $2`,
};

export const ADD_RECORD: Statement = {
  name: 'policy-add-record',
  text: `insert into policy_record (seq, rules_hash, record, document_hash, policy_hash, parameters)
    values ($1, $2, $3, $4, $5, $6::jsonb)`,
};

const PROPOSAL_COLUMNS = `p.row, p.id, p.record, p.signed_by as "signedBy", p.state, p.proposed_by as "proposedBy",
    p.proposed_at as "proposedAt", p.closed_at as "closedAt"`;

/** Proposals below a row, the one made last first. */
export const PROPOSALS: Statement = {
  name: 'policy-proposals',
  text: `select ${PROPOSAL_COLUMNS} from policy_proposal p where p.row < coalesce($1::bigint, 9223372036854775807)
    order by p.row desc limit $2`,
};

export const OPEN_PROPOSALS: Statement = {
  name: 'policy-open-proposals',
  text: `select ${PROPOSAL_COLUMNS} from policy_proposal p where p.state = 'open'
    and p.row < coalesce($1::bigint, 9223372036854775807) order by p.row desc limit $2`,
};

/** One proposal, held until the transaction ends. */
export const PROPOSAL: Statement = {
  name: 'policy-proposal',
  text: `select ${PROPOSAL_COLUMNS} from policy_proposal p where p.id = $1 for update`,
};

export const ADD_PROPOSAL: Statement = {
  name: 'policy-add-proposal',
  text: 'insert into policy_proposal (id, record, proposed_by) values ($1, $2, $3)',
};

export const SIGN_PROPOSAL: Statement = {
  name: 'policy-sign-proposal',
  text: 'update policy_proposal set record = $2, signed_by = signed_by || $3::uuid where id = $1',
};

export const WITHDRAW_PROPOSAL: Statement = {
  name: 'policy-withdraw-proposal',
  text: `update policy_proposal set state = 'withdrawn', closed_at = now() where id = $1 and state = 'open'`,
};

/** One record was adopted: its proposal ($1) is settled, and every other open one is overtaken. */
export const SETTLE_PROPOSALS: Statement = {
  name: 'policy-settle-proposals',
  text: `update policy_proposal set state = case when id = $1 then 'adopted' else 'superseded' end, closed_at = now()
    where state = 'open'`,
};

export const COUNT_OPEN: Statement = {
  name: 'policy-count-open',
  text: `select count(*)::integer as open from policy_proposal where state = 'open'`,
};

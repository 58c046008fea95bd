// Which tables an operation may add rows to, or take rows from; and how many rows there are.

/** Whatever is done writes to the record; some tables are tidied by the clock. */
const ALWAYS = [
  /^audit_/,
  /^log_/,
  /^rate_limit/,
  'opening_nonce',
  'used_challenge',
  'sign_in_failure',
  'idempotency',
  'session',
  'notice',
  'notice_digest',
];
/** By mutation. A statement that is good but for a strange mutation id is taken, as it should be. */
const MAY_TOUCH = {
  askForLink: ['device_link'],
  askIdentity: ['identity_question'],
  declareInterest: ['steward_interest'],
  setNoticeAddress: ['notice_settings'],
  setNoticeSettings: ['notice_settings'],
};

const matches = (name, rule) => (typeof rule === 'string' ? rule === name : rule.test(name));

/** The number of rows of every table by its name. */
export async function countRows(admin) {
  const { rows: tables } = await admin.query(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'sealbridge'::regnamespace AND c.relkind IN ('r', 'p')
     AND NOT c.relispartition ORDER BY 1`,
  );
  const counts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows FROM sealbridge."${name}"`);
  const { rows } = await admin.query(counts.join(' UNION ALL '));
  return new Map(rows.map(({ name, rows: count }) => [name, count]));
}

/** Tables whose number of rows an operation changed that it must not touch. */
export function touchedBeyond(field, before, after) {
  const allowed = [...ALWAYS, ...(MAY_TOUCH[field] ?? [])];
  return [...after].flatMap(([name, rows]) => {
    const was = before.get(name) ?? 0;
    return rows === was || allowed.some((rule) => matches(name, rule))
      ? []
      : [`${name} went from ${was} to ${rows} rows`];
  });
}

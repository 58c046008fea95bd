/** The policy in force: its texts, the signed records that adopted them, and proposals of the next. */
export const POLICY_RECORDS = 'SELECT 1';

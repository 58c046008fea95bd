/** Signed agreements have a place on the log, so that their signers can be judged there and not by what became of them since. */
export const LOG = `
ALTER TABLE audit_outbox DROP CONSTRAINT audit_outbox_kind_check;
ALTER TABLE audit_outbox ADD CONSTRAINT audit_outbox_kind_check CHECK (kind IN ('audit', 'dir', 'grantset', 'agreement'));
ALTER TABLE log_leaf DROP CONSTRAINT log_leaf_kind_check;
ALTER TABLE log_leaf ADD CONSTRAINT log_leaf_kind_check CHECK (kind IN ('audit', 'dir', 'grantset', 'agreement', 'cover'));
`;

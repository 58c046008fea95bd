/**
 * Audit and log. The API only appends to the outbox; the sequencer alone takes rows out and numbers them
 * (security §3.2, §3.3). Payload and salt live in `audit_event`, partitioned by leaf index, so that retention can drop them
 * while the 32-byte entry in `log_leaf` stays and the tree stays provable.
 */
export const AUDIT = `
CREATE TABLE audit_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('audit', 'dir', 'grantset')),
  entry bytea NOT NULL,
  event_id uuid,
  payload bytea,
  salt bytea,
  about_org uuid,
  node_id text NOT NULL,
  boot_id uuid NOT NULL,
  node_seq bigint NOT NULL,
  node_sig bytea NOT NULL CHECK (octet_length(node_sig) = 64),
  CHECK ((kind = 'audit') = (payload IS NOT NULL AND salt IS NOT NULL AND event_id IS NOT NULL))
);

CREATE TABLE audit_refused (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  outbox_id bigint NOT NULL,
  code text NOT NULL,
  entry bytea NOT NULL,
  refused_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE audit_event (
  leaf_index bigint NOT NULL,
  event_id uuid NOT NULL,
  leaf_hash bytea NOT NULL,
  payload bytea NOT NULL,
  salt bytea NOT NULL,
  node_sig bytea NOT NULL,
  about_org uuid,
  actor_org uuid,
  action text NOT NULL,
  object_type text,
  object_id text,
  decision text NOT NULL,
  ts_us bigint NOT NULL,
  PRIMARY KEY (leaf_index)
) PARTITION BY RANGE (leaf_index);
CREATE INDEX audit_event_id ON audit_event (event_id);
CREATE INDEX audit_event_about ON audit_event (about_org, leaf_index DESC);
CREATE INDEX audit_event_object ON audit_event (object_id, leaf_index DESC);

CREATE TABLE audit_detail (
  event_id uuid PRIMARY KEY,
  actor_org uuid NOT NULL,
  case_ref text,
  case_ref_salt bytea,
  justification text,
  justification_salt bytea
);

CREATE TABLE audit_attrs (
  event_id uuid PRIMARY KEY,
  actor_org uuid,
  salt bytea NOT NULL,
  attrs bytea NOT NULL
);

CREATE TABLE log_leaf (
  idx bigint PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('audit', 'dir', 'grantset', 'cover')),
  entry bytea NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  salt bytea,
  node_sig bytea,
  boot_id uuid,
  node_seq bigint
);
CREATE INDEX log_leaf_hash ON log_leaf (leaf_hash);
CREATE INDEX log_leaf_node ON log_leaf (boot_id, node_seq);

CREATE TABLE node_certificate (
  node_id text NOT NULL,
  certificate bytea NOT NULL,
  PRIMARY KEY (node_id, certificate)
);

CREATE TABLE log_tile (
  level smallint NOT NULL,
  n bigint NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY (level, n)
);
ALTER TABLE log_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE log_checkpoint (
  size bigint PRIMARY KEY,
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  made_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit record is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION refuse_change_but_by_sequencer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'sealbridge_sequencer' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit record is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION ensure_audit_partition(leaf bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  part bigint := leaf / 1048576;
  name text := 'audit_event_p' || part;
BEGIN
  IF to_regclass('sealbridge.' || name) IS NULL THEN
    EXECUTE format('CREATE TABLE sealbridge.%I PARTITION OF sealbridge.audit_event FOR VALUES FROM (%s) TO (%s)',
      name, part * 1048576, (part + 1) * 1048576);
    EXECUTE format('ALTER TABLE sealbridge.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE sealbridge.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON sealbridge.%I '
      'FOR EACH STATEMENT EXECUTE FUNCTION sealbridge.refuse_change()', name);
  END IF;
END $$;
`;

const APPEND_ONLY = [
  'audit_event',
  'audit_detail',
  'audit_attrs',
  'audit_refused',
  'log_leaf',
  'log_checkpoint',
] as const;

/** Triggers that refuse UPDATE, DELETE and TRUNCATE on every audit table, whoever asks and whatever is granted. */
export const APPEND_ONLY_TRIGGERS = [
  ...APPEND_ONLY.map(
    (table) => `
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();`,
  ),
  `
CREATE TRIGGER append_only BEFORE UPDATE ON audit_outbox FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taken_by_sequencer BEFORE DELETE ON audit_outbox FOR EACH ROW EXECUTE FUNCTION refuse_change_but_by_sequencer();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_outbox FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();`,
].join('\n');

import { DEVICE, SYSTEM } from '../backbone/rights.sql.js';
import { definerOwns, wallsOf } from '../members/walls.js';

/**
 * Vaults: the keys of a device, wrapped for its ways in. The server keeps the newest alone and cannot open it; the statement says
 * what the device vouches for: which vault, which version, which ways in. `device.ways_in` is how many they are, set by a trigger
 * because a member's act may change nothing of the directory. `words_lookup` is the SHA-256 of what the recovery words find the
 * vault by. With its device a vault ends.
 */
export const VAULTS = `
ALTER TABLE device ADD COLUMN ways_in smallint NOT NULL DEFAULT 0;

CREATE TABLE vault (
  device_id uuid PRIMARY KEY REFERENCES device (id),
  vault_id uuid NOT NULL,
  version bigint NOT NULL CHECK (version > 0),
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 32768),
  statement bytea NOT NULL,
  signature bytea NOT NULL CHECK (octet_length(signature) = 64),
  ways text[] NOT NULL,
  words_lookup bytea UNIQUE CHECK (octet_length(words_lookup) = 32),
  words_pk bytea CHECK (octet_length(words_pk) = 32),
  put_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((words_lookup IS NULL) = (words_pk IS NULL))
);

CREATE FUNCTION vault_ways() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE sealbridge.device SET ways_in = cardinality(NEW.ways) WHERE id = NEW.device_id AND state = 'active';
  IF NOT FOUND THEN
    -- put while the device was being revoked: whoever revoked it saw no vault to end
    DELETE FROM sealbridge.vault WHERE device_id = NEW.device_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER vault_ways AFTER INSERT OR UPDATE OF ways ON vault FOR EACH ROW EXECUTE FUNCTION vault_ways();

CREATE FUNCTION vault_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM sealbridge.vault WHERE device_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER vault_ends AFTER UPDATE OF state ON device FOR EACH ROW WHEN (NEW.state <> 'active')
  EXECUTE FUNCTION vault_ends();

CREATE FUNCTION vault_by_words(lookup_sha256 bytea) RETURNS TABLE (device uuid, org uuid, member uuid, bytes bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT d.id, d.org_id, d.member_id, v.bytes FROM sealbridge.vault v JOIN sealbridge.device d ON d.id = v.device_id
  WHERE v.words_lookup = lookup_sha256;
$$;
${definerOwns(['vault_ways()', 'vault_ends()', 'vault_by_words(bytea)'])}
GRANT UPDATE (ways_in) ON device TO sealbridge_definer;
GRANT SELECT, DELETE ON vault TO sealbridge_definer;
CREATE POLICY definer ON vault FOR ALL TO sealbridge_definer USING (true);
`;

/** The walls. A vault shows to its own device alone, which alone replaces it; whoever holds the words asks \`vault_by_words\`. */
export const VAULT_WALLS = wallsOf([
  {
    table: 'vault',
    grant: 'SELECT, INSERT, UPDATE',
    see: `${SYSTEM} OR device_id = ${DEVICE}`,
    write: `device_id = ${DEVICE}`,
  },
]);

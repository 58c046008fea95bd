import { WIDE } from '../backbone/rights.sql.js';
import { definerOwns, wallsOf } from '../members/walls.js';

/**
 * Links between two devices of a member (docs/reference/device-link.md). The server passes on three messages it can neither make nor
 * change: their MACs are of a code it never sees. What is found by is the SHA-256 of what follows from that code. The device of a
 * request is that whose proof is passed on: nobody is let in with other keys than these.
 */
export const LINKS = `
CREATE TABLE device_link (
  lookup_sha256 bytea PRIMARY KEY CHECK (octet_length(lookup_sha256) = 32),
  link_id uuid NOT NULL,
  device_id uuid NOT NULL,
  request bytea NOT NULL CHECK (octet_length(request) <= 2048),
  request_mac bytea NOT NULL CHECK (octet_length(request_mac) = 32),
  offered_by uuid REFERENCES device (id),
  offer bytea CHECK (octet_length(offer) <= 24576),
  offer_mac bytea CHECK (octet_length(offer_mac) = 32),
  proof bytea CHECK (octet_length(proof) <= 1024),
  proof_mac bytea CHECK (octet_length(proof_mac) = 32),
  expires_at timestamptz NOT NULL,
  done_at timestamptz,
  CHECK ((offered_by IS NULL) = (offer IS NULL) AND (offer IS NULL) = (offer_mac IS NULL)),
  CHECK ((proof IS NULL) = (proof_mac IS NULL) AND (proof IS NULL OR offer IS NOT NULL)),
  CHECK (done_at IS NULL OR proof IS NOT NULL)
);
CREATE INDEX device_link_id ON device_link (link_id);
CREATE INDEX device_link_age ON device_link (expires_at);

CREATE FUNCTION forget_links(minutes_after_expiry int, batch int) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM sealbridge.device_link WHERE lookup_sha256 IN (
    SELECT l.lookup_sha256 FROM sealbridge.device_link l
    WHERE (sealbridge.app_ctx()).class = 'system' AND l.expires_at < now() - make_interval(mins => minutes_after_expiry)
    ORDER BY l.expires_at LIMIT batch);
$$;
${definerOwns(['forget_links(int, int)'])}
GRANT SELECT, DELETE ON device_link TO sealbridge_definer;
`;

/** The walls. A link shows to acts that see the whole directory: whoever asks by what follows from its code has no session yet. */
export const LINK_WALLS = `
${wallsOf([
  {
    table: 'device_link',
    grant: 'SELECT, INSERT, UPDATE (offered_by, offer, offer_mac, proof, proof_mac, done_at)',
    see: WIDE,
    write: WIDE,
  },
])}
CREATE POLICY definer ON device_link FOR ALL TO sealbridge_definer USING (true);
`;

const COLUMNS = `l.link_id as link, l.device_id as device, l.request, l.request_mac as "requestMac", l.offer, l.offer_mac as "offerMac",
  l.proof, l.proof_mac as "proofMac", l.expires_at as "expiresAt", l.done_at as "doneAt", l.offered_by as "offeredBy",
  d.org_id as "orgId", d.member_id as member`;
const LIVE = 'l.expires_at > now()';

/** A link that is good still, or was used before its time was over. */
export const ONE_LINK = {
  name: 'link-one',
  text: `select ${COLUMNS} from device_link l left join device d on d.id = l.offered_by where l.lookup_sha256 = $1 and ${LIVE}`,
};

/** As ONE_LINK; whoever else wants to change it waits. */
export const LOCK_LINK = { name: 'link-lock', text: `${ONE_LINK.text} for update of l` };

/** How far links are; of those there are none of, nothing. */
export const STAGES = {
  name: 'link-stages',
  text: `select l.lookup_sha256 as "lookupSha256", case when l.done_at is not null then 'done' when l.proof is not null then 'proved'
      when l.offer is not null then 'offered' else 'asked' end as stage
    from device_link l where l.lookup_sha256 = any($1::bytea[]) and ${LIVE}`,
};

/** Nothing when somebody has asked by this lookup before: a code is good for one device. */
export const ASK = {
  name: 'link-ask',
  text: `insert into device_link (lookup_sha256, link_id, device_id, request, request_mac, expires_at)
    values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6::int))
    on conflict do nothing`,
};

/** Keeps the offer of a device of a member. */
export const OFFER = {
  name: 'link-offer',
  text: 'update device_link set offered_by = $2, offer = $3, offer_mac = $4 where lookup_sha256 = $1',
};

/** Keeps the proof of the device that asked. */
export const PROVE = {
  name: 'link-prove',
  text: 'update device_link set proof = $2, proof_mac = $3 where lookup_sha256 = $1',
};

/** Uses up the link by which this device of this member was let in; nothing when there is none that stands. */
export const USE_LINK = {
  name: 'link-use',
  text: `update device_link l set done_at = now() from device d
    where l.link_id = $1 and l.device_id = $4 and l.proof is not null and l.done_at is null and ${LIVE}
      and d.id = l.offered_by and d.org_id = $2 and d.member_id = $3 and d.state = 'active'
    returning l.link_id`,
};

/** Deletes links whose time is long over. */
export const FORGET_LINKS = { name: 'link-forget', text: 'select forget_links($1::int, $2::int)' };

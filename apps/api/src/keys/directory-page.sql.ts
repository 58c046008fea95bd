const EVENT = 'org_id, seq, leaf, signatures, body, private';

const page = (name: string, which: string) => ({
  name,
  text: `select e.org_id as organisation, o.handle, o.head_seq as "headSeq", e.seq, e.leaf, e.signatures, e.body,
      case when e.org_id = $1 then e.private end as private
    from (select ${EVENT} from directory_event where (org_id, seq) > ($2::uuid, $3::integer)${which}
      order by org_id, seq limit $4) e
    cross join lateral (select handle, head_seq from organisation where id = e.org_id limit 1) o
    order by e.org_id, e.seq`,
});

/** The next events of all chains, in the order of the primary key: the cost follows the page. */
export const EVENTS_PAGE = page('directory-events-page', '');

/** The same of some organisations. */
export const EVENTS_PAGE_OF = page('directory-events-page-of', ' and org_id = any($5::uuid[])');

/** Whose chain everybody checks. */
export const STEWARDS = { name: 'directory-stewards', text: `select id from organisation where kind = 'stewards'` };

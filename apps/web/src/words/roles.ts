import { defineMessages } from 'react-intl';

import { useSay } from './words.js';

const words = defineMessages({
  role: {
    id: 'role.name',
    defaultMessage:
      '{role, select, analyst {Analyst} second_reader {Second reader} org_admin {Administrator} guardian {Guardian} liaison {Liaison} unit_admin {Unit administrator} auditor {Auditor} steward {Steward} other {Member}}',
  },
});

/** Roles as people say them, in one line; one that this console does not know yet is told as a member. */
export function useRoles(): (roles: readonly string[]) => string {
  const say = useSay();
  return (roles) => roles.map((role) => say(words.role, { role })).join(', ');
}

import type { ReactElement, ReactNode } from 'react';

import { useRoles } from '../words/roles.js';
import { useSay } from '../words/words.js';
import type { Who } from '../worker/operations.js';
import { words } from './words.js';

/** As whom one is in: by numbers and handles, as the log knows them. */
export function WhoAmI({ who }: { readonly who: Who }): ReactElement {
  const say = useSay();
  const roles = useRoles();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [say(words.organisation), who.organisation],
    [say(words.unit), who.unit],
    [say(words.roles), roles(who.roles)],
    [
      say(words.member),
      <span key="member" className="mono">
        {who.member}
      </span>,
    ],
    [say(words.ways), say(words.waysValue, { count: who.ways.length })],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

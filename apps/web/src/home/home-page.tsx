import { ShieldAlert } from 'lucide-react';
import { type ReactElement, useCallback, useState } from 'react';
import { Link } from 'react-router';

import { Lines } from '../design/parts/lines.js';
import { Page, Section } from '../design/parts/page.js';
import { useSession } from '../session/session.js';
import { useAsked } from '../session/use-asked.js';
import { Failed } from '../shell/failed.js';
import { WorkProgress } from '../shell/work-progress.js';
import { shell } from '../words/shell.js';
import { useDay, useSay } from '../words/words.js';
import { type Guardians, WAYS_NEEDED, type Who } from '../worker/operations.js';
import { SinceLastVisit } from './since-last-visit.js';
import { UnknownDevices } from './unknown-devices.js';
import { WhoAmI } from './who-am-i.js';
import { words } from './words.js';

/** `/`, inside: what waits, what the log shows since the last visit, and as whom one is in. */
export default function HomePage(): ReactElement | null {
  const { standing } = useSession();
  return standing.at === 'inside' ? <HomeOf who={standing.who} /> : null;
}

function HomeOf({ who }: { readonly who: Who }): ReactElement {
  const say = useSay();
  const day = useDay();
  const { worker } = useSession();
  const { asked, again } = useAsked(useCallback(() => worker.call('home'), [worker]));
  const [today] = useState(() => Date.now());
  const notYet = who.ways.length < WAYS_NEEDED;
  const unknown = asked.state === 'here' ? asked.value.unknown : [];
  const waiting = unknown.length + (notYet ? 1 : 0);
  return (
    <Page title={say(words.title)} lede={say(words.lede, { count: waiting })} folio={day(today)}>
      <Section title={say(words.waiting)}>
        {unknown.length === 0 ? null : <UnknownDevices devices={unknown} onSettled={again} />}
        {notYet ? <NotYetSafe /> : null}
        {waiting === 0 ? <p className="muted">{say(words.nothing)}</p> : null}
      </Section>
      <Section title={say(words.since)} about={say(words.sinceAbout)}>
        {asked.state === 'asking' ? <p className="muted">{say(shell.loading)}</p> : null}
        <WorkProgress />
        {asked.state === 'failed' ? <Failed failure={asked.failure} /> : null}
        {asked.state === 'here' ? <SinceLastVisit findings={asked.value.findings} /> : null}
      </Section>
      <Section title={say(words.who)}>
        <WhoAmI who={who} />
      </Section>
      {asked.state === 'here' ? <GuardiansOf guardians={asked.value.guardians} /> : null}
      <footer className="foot">
        <span>{say(shell.foot)}</span>
      </footer>
    </Page>
  );
}

function NotYetSafe(): ReactElement {
  const say = useSay();
  const title = <Link to="/keys">{say(words.notYet)}</Link>;
  return (
    <Lines lines={[{ key: 'second-way', icon: ShieldAlert, tone: 'warn', title, about: say(words.notYetText) }]} />
  );
}

function GuardiansOf({ guardians }: { readonly guardians: Guardians | null }): ReactElement {
  const say = useSay();
  const text =
    guardians === null
      ? say(words.noGuardians)
      : say(words.guardiansText, {
          threshold: guardians.threshold,
          count: guardians.count,
          hours: guardians.delayHours,
        });
  return (
    <Section title={say(words.guardians)}>
      <p>{text}</p>
    </Section>
  );
}

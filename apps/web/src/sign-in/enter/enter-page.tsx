import { KeyRound, MailOpen, MonitorSmartphone } from 'lucide-react';
import { type ReactElement, useState } from 'react';

import { Note } from '../../design/parts/note.js';
import { Page, Section } from '../../design/parts/page.js';
import { Ways } from '../../design/parts/ways.js';
import { hasPasskeys } from '../../session/passkey.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { useSay } from '../../words/words.js';
import { AgencyAnswer, FirstFactor } from './agency.js';
import { FirstReading } from './first-reading.js';
import { PassphraseForm } from './passphrase-form.js';
import { SignInButtons } from './sign-in-buttons.js';
import { Waiting } from './waiting.js';
import { words } from './words.js';

/** `/`: sign in with a passkey, or choose another way. */
export function EnterPage(): ReactElement {
  const say = useSay();
  const { standing, worker, enter } = useSession();
  const { busy, failure, run } = useWork();
  const [needsPassphrase, setNeedsPassphrase] = useState(false);
  const known = standing.at === 'outside' ? standing.known : [];
  const mayEnter = known.filter(({ stage }) => stage === 'ready' || stage === 'joining');
  const signIn = (device: string | null): void =>
    run(async () => {
      const entered = await worker.call('signIn', { device });
      if (entered.state === 'open') enter(entered.who);
      else setNeedsPassphrase(true);
    });
  const isFirstFactor = failure?.code === 'E_FIRST_FACTOR';
  return (
    <Page title={say(words.title)} lede={say(mayEnter.length > 0 ? words.lede : words.ledeNew)}>
      <AgencyAnswer />
      {isFirstFactor ? <FirstFactor organisation={failure.detail} /> : <Failed failure={failure} />}
      <Section title={say(words.here)}>
        {hasPasskeys() ? null : <Note tone="warn">{say(words.noPasskeys)}</Note>}
        {needsPassphrase ? (
          <PassphraseForm onOpen={enter} />
        ) : (
          <SignInButtons devices={mayEnter} busy={busy} onSignIn={signIn} />
        )}
        <WorkProgress />
        <Waiting devices={known} />
      </Section>
      <Section title={say(words.other)} about={say(words.otherAbout)}>
        <Ways
          ways={[
            { to: '/enrol', icon: MonitorSmartphone, title: say(words.enrol), about: say(words.enrolText) },
            { to: '/join', icon: MailOpen, title: say(words.join), about: say(words.joinText) },
            { to: '/recover', icon: KeyRound, title: say(words.recover), about: say(words.recoverText) },
          ]}
        />
      </Section>
      <FirstReading />
    </Page>
  );
}

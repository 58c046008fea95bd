import { Fingerprint } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { defineMessages } from 'react-intl';

import { Button } from '../../design/parts/button.js';
import { Page, Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { useSay } from '../../words/words.js';
import { PassphraseForm } from '../enter/passphrase-form.js';

const words = defineMessages({
  title: { id: 'lock.title', defaultMessage: 'Locked' },
  lede: {
    id: 'lock.lede',
    defaultMessage:
      'Your keys have left the memory of this browser. What was sealed stays sealed, and you come back to the same page.',
  },
  ended: { id: 'lock.ended', defaultMessage: 'Your session was ended' },
  endedText: {
    id: 'lock.ended-text',
    defaultMessage:
      'From another device of yours, by your administrator, or because it was too old. Your keys have left the memory of this browser. Sign in again and you come back to the same page; if it was not you who ended it, look at your devices then.',
  },
  unlock: { id: 'lock.unlock', defaultMessage: 'Unlock' },
  button: { id: 'lock.button', defaultMessage: 'Unlock with my passkey' },
  leave: { id: 'lock.leave', defaultMessage: 'Sign out instead' },
});

/** The plain page of a locked tab: it says nothing of what was open, nor where. */
export default function LockPage(): ReactElement | null {
  const say = useSay();
  const { standing, worker, enter, leave } = useSession();
  const { busy, failure, run } = useWork();
  const [needsPassphrase, setNeedsPassphrase] = useState(false);
  if (standing.at !== 'locked') return null;
  const unlock = (): void =>
    run(async () => {
      const entered = await worker.call('signIn', { device: standing.device });
      if (entered.state === 'open') enter(entered.who);
      else setNeedsPassphrase(true);
    });
  return (
    <Page
      title={say(standing.ended ? words.ended : words.title)}
      lede={say(standing.ended ? words.endedText : words.lede)}
    >
      <Failed failure={failure} />
      <Section title={say(words.unlock)}>
        {needsPassphrase ? (
          <PassphraseForm onOpen={enter} />
        ) : (
          <div className="row">
            <Button look="main" icon={Fingerprint} busy={busy} onPress={unlock}>
              {say(words.button)}
            </Button>
            <Button look="quiet" onPress={() => void leave(false)}>
              {say(words.leave)}
            </Button>
          </div>
        )}
        <WorkProgress />
      </Section>
    </Page>
  );
}

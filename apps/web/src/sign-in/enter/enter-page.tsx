import { Fingerprint, Hourglass, KeyRound, MailOpen, MonitorSmartphone } from 'lucide-react';
import { type ReactElement, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Lines } from '../../design/parts/lines.js';
import { Note } from '../../design/parts/note.js';
import { Page, Section } from '../../design/parts/page.js';
import { Ways } from '../../design/parts/ways.js';
import { hasPasskeys } from '../../session/passkey.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { useSay } from '../../words/words.js';
import { shell } from '../../words/shell.js';
import type { KnownDevice } from '../../worker/operations.js';
import { FirstReading } from './first-reading.js';
import { PassphraseForm } from './passphrase-form.js';
import { words } from './words.js';

/** `/`: sign in with a passkey, or choose another way. */
export function EnterPage(): ReactElement {
  const say = useSay();
  const { standing, worker, enter } = useSession();
  const { busy, failure, run } = useWork();
  const [needsPassphrase, setNeedsPassphrase] = useState(false);
  const known = standing.at === 'outside' ? standing.known : [];
  const ready = known.filter(({ stage }) => stage === 'ready');
  const signIn = (device: string | null): void =>
    run(async () => {
      const entered = await worker.call('signIn', { device });
      if (entered.state === 'open') enter(entered.who);
      else setNeedsPassphrase(true);
    });
  return (
    <Page
      title={say(words.title)}
      lede={say(ready.length > 0 ? words.lede : words.ledeNew)}
      wrong={failure !== null && say(shell.error)}
    >
      <Failed failure={failure} />
      <Section title={say(words.here)}>
        {hasPasskeys() ? null : <Note tone="warn">{say(words.noPasskeys)}</Note>}
        {needsPassphrase ? (
          <PassphraseForm onOpen={enter} />
        ) : (
          <SignInButtons devices={ready} busy={busy} onSignIn={signIn} />
        )}
        <WorkProgress />
        <Joining devices={known.filter(({ stage }) => stage === 'joining')} />
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

interface SignInButtonsProps {
  readonly devices: readonly KnownDevice[];
  readonly busy: boolean;
  readonly onSignIn: (device: string | null) => void;
}

/** One button per set of keys that this browser keeps; without any, one for whatever passkey the person has. */
function SignInButtons({ devices, busy, onSignIn }: SignInButtonsProps): ReactElement {
  const say = useSay();
  if (devices.length === 0) {
    return (
      <Button look="main" icon={Fingerprint} busy={busy} onPress={() => onSignIn(null)}>
        {say(words.button)}
      </Button>
    );
  }
  return (
    <>
      {devices.map(({ device, organisation }, index) => (
        <Button
          key={device}
          look={index === 0 ? 'main' : 'plain'}
          icon={Fingerprint}
          busy={busy}
          onPress={() => onSignIn(device)}
        >
          {say(words.buttonOf, { organisation })}
        </Button>
      ))}
    </>
  );
}

/** Keys that an administrator has yet to confirm; they may have been by now, so one may try. */
function Joining({ devices }: { readonly devices: readonly KnownDevice[] }): ReactElement | null {
  const say = useSay();
  if (devices.length === 0) return null;
  return (
    <Lines
      lines={devices.map(({ device, organisation }) => ({
        key: device,
        icon: Hourglass,
        tone: 'warn' as const,
        title: say(words.joining),
        about: say(words.joiningText, { organisation }),
      }))}
    />
  );
}

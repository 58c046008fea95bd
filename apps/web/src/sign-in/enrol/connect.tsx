import { Link2, QrCode } from 'lucide-react';
import { type ReactElement, type ReactNode, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { KeyCard } from '../../design/parts/key-card.js';
import { Section } from '../../design/parts/page.js';
import { Progress } from '../../design/parts/progress.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { useSay } from '../../words/words.js';
import type { Admitted, Asking } from '../../worker/operations.js';
import { words } from './words.js';

interface ConnectProps {
  readonly title: ReactNode;
  /** What is said before the button. */
  readonly before: ReactNode;
  /** From a link, or null: then this browser makes one and shows it. */
  readonly code: string | null;
  /** What is said under a code that is shown, and while nobody has answered. */
  readonly codeAbout: ReactNode;
  readonly waiting: ReactNode;
  /** Guardians let in later than anybody waits on a page. */
  readonly byGuardians?: boolean;
  readonly onAdmitted: (admitted: Admitted) => void;
}

/** Asks to be let in, shows the code if this side made it, and waits until it was answered and the log shows it. */
export function Connect({
  title,
  before,
  code,
  codeAbout,
  waiting,
  byGuardians = false,
  onAdmitted,
}: ConnectProps): ReactElement {
  const say = useSay();
  const { worker, progress } = useSession();
  const { busy, failure, run } = useWork();
  const [shown, setShown] = useState<Asking | null>(null);
  const [asked, setAsked] = useState(false);
  const connect = (): void =>
    run(async () => {
      setShown(await worker.call('ask', { code }));
      setAsked(true);
      try {
        onAdmitted(await worker.call(byGuardians ? 'waitForGuardian' : 'waitUntilAdmitted'));
      } finally {
        setAsked(false);
        setShown(null);
      }
    });
  return (
    <Section title={title}>
      <Failed failure={failure} />
      {asked ? null : (
        <>
          <p>{before}</p>
          <Button look="main" icon={code === null ? QrCode : Link2} busy={busy} onPress={connect}>
            {say(code === null ? words.makeCode : words.connectButton)}
          </Button>
        </>
      )}
      {shown === null ? null : (
        <div className="stack">
          {code === null ? (
            <div className="sheet">
              <p className="meta">{say(words.code)}</p>
              <p className="code">{shown.code}</p>
              <p className="meta">{codeAbout}</p>
            </div>
          ) : null}
          <KeyCard fingerprint={shown.fingerprint} about={say(words.compare)} pictureOf={say(words.picture)} />
        </div>
      )}
      {asked && (progress === null || progress.step === 'waiting') ? (
        <Progress done={null}>{waiting}</Progress>
      ) : (
        <WorkProgress />
      )}
    </Section>
  );
}

import { Fingerprint, ScrollText } from 'lucide-react';
import { type ReactElement, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Lines } from '../../design/parts/lines.js';
import { Note } from '../../design/parts/note.js';
import { Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { useSay } from '../../words/words.js';
import type { WordsShown } from '../../worker/operations.js';
import { WordsOnPaper } from './words-on-paper.js';
import { words } from './words.js';

interface SecondWayProps {
  readonly hasWords: boolean;
  /** There are two ways already: this is one more. */
  readonly isSafe: boolean;
  readonly onMade: () => Promise<void>;
}

/** A second passkey or 24 words. */
export function SecondWay({ hasWords, isSafe, onMade }: SecondWayProps): ReactElement {
  const say = useSay();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const [shown, setShown] = useState<WordsShown | null>(null);
  const [cannot, setCannot] = useState(false);
  const showWords = (): void => run(async () => setShown(await worker.call('makeWords')));
  const addPasskey = (): void =>
    run(async () => {
      const { canUnlock } = await worker.call('addSecondPasskey');
      setCannot(!canUnlock);
      if (canUnlock) await onMade();
    });
  const confirmed = async (): Promise<void> => {
    setShown(null);
    await onMade();
  };
  if (shown !== null) return <WordsOnPaper shown={shown} onConfirmed={confirmed} />;
  const byWords = {
    key: 'words',
    icon: ScrollText,
    title: say(words.words),
    about: say(words.makeWordsText),
    act: (
      <Button busy={busy} onPress={showWords}>
        {say(words.makeWords)}
      </Button>
    ),
  };
  const byPasskey = {
    key: 'passkey',
    icon: Fingerprint,
    title: say(words.passkey),
    about: say(words.secondPasskeyText),
    act: (
      <Button busy={busy} onPress={addPasskey}>
        {say(words.secondPasskey)}
      </Button>
    ),
  };
  return (
    <Section
      title={say(isSafe ? words.another : words.choose)}
      about={say(isSafe ? words.anotherAbout : words.chooseAbout)}
    >
      <Failed failure={failure} />
      <Lines lines={hasWords ? [byPasskey] : [byWords, byPasskey]} />
      {cannot ? <Note tone="warn">{say(words.secondCannot)}</Note> : null}
      <WorkProgress />
    </Section>
  );
}

import { CircleCheck, ShieldAlert } from 'lucide-react';
import { type ReactElement, useState } from 'react';

import { KeyCard } from '../../design/parts/key-card.js';
import { Chip, Note } from '../../design/parts/note.js';
import { Page, Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useSay } from '../../words/words.js';
import { WAYS_NEEDED, type Who } from '../../worker/operations.js';
import { SecondWay } from './second-way.js';
import { WaysIn } from './ways-in.js';
import { WordsAgain } from './words-again.js';
import { words } from './words.js';

/** `/keys`: the ways to the own keys, and the making of a second one. */
export default function KeysPage(): ReactElement | null {
  const { standing } = useSession();
  return standing.at === 'inside' ? <KeysOf who={standing.who} /> : null;
}

function KeysOf({ who }: { readonly who: Who }): ReactElement {
  const say = useSay();
  const { worker, enter } = useSession();
  const [made, setMade] = useState(false);
  const isSafe = who.ways.length >= WAYS_NEEDED;
  const onMade = async (): Promise<void> => {
    const now = await worker.call('who');
    if (now !== null) enter(now);
    setMade(true);
  };
  const chip = isSafe ? (
    <Chip tone="ok" icon={CircleCheck}>
      {say(words.safe)}
    </Chip>
  ) : (
    <Chip tone="warn" icon={ShieldAlert}>
      {say(words.notYet)}
    </Chip>
  );
  return (
    <Page title={say(words.title)} lede={say(words.lede)} folio={chip}>
      {made ? <Note tone="ok">{say(words.done)}</Note> : null}
      <Section title={say(words.ways)} about={say(words.waysAbout)}>
        <WaysIn ways={who.ways} />
        {isSafe ? null : <Note tone="warn">{say(words.closed)}</Note>}
      </Section>
      <WordsAgain until={who.wordsUntil} />
      <SecondWay hasWords={who.ways.includes('words')} isSafe={isSafe} onMade={onMade} />
      <Section title={say(words.fingerprint)} about={say(words.fingerprintAbout)}>
        <KeyCard fingerprint={who.fingerprint} about={say(words.fingerprintText)} pictureOf={say(words.picture)} />
      </Section>
    </Page>
  );
}

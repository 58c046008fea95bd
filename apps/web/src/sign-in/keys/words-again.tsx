import { type ReactElement, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { useSay, useTime } from '../../words/words.js';
import { WordsSheet } from './words-sheet.js';
import { words } from './words.js';

/** The words that have just been made, once more; nothing when that is over. */
export function WordsAgain({ until }: { readonly until: number | null }): ReactElement | null {
  const say = useSay();
  const time = useTime();
  const { worker, enter } = useSession();
  const { busy, failure, run } = useWork();
  const [list, setList] = useState<readonly string[] | null>(null);
  if (until === null && list === null && failure === null) return null;
  const settle = async (): Promise<void> => {
    const who = await worker.call('who');
    if (who !== null) enter(who);
  };
  const show = (): void =>
    run(async () => {
      await worker.call('wordsAgain').then(setList).finally(settle);
    });
  const aboutOf = (): string | undefined => {
    if (list !== null) return say(words.againLast);
    return until === null ? undefined : say(words.againAbout, { until: time(until) });
  };
  return (
    <Section title={say(words.again)} about={aboutOf()}>
      <Failed failure={failure} />
      {list === null && until !== null ? (
        <Button busy={busy} onPress={show}>
          {say(words.againShow)}
        </Button>
      ) : null}
      {list === null ? null : (
        <WordsSheet list={list} act={<Button onPress={() => setList(null)}>{say(words.againDone)}</Button>} />
      )}
    </Section>
  );
}

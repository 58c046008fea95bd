import type { ReactElement } from 'react';

import { Section } from '../../design/parts/page.js';
import { useSay } from '../../words/words.js';
import type { WordsShown } from '../../worker/operations.js';
import { ThreeWords } from './three-words.js';
import { WordsSheet } from './words-sheet.js';
import { words } from './words.js';

interface WordsOnPaperProps {
  readonly shown: WordsShown;
  readonly onConfirmed: () => Promise<void>;
}

/** The 24 words to be written down, and the three that are asked back. */
export function WordsOnPaper({ shown, onConfirmed }: WordsOnPaperProps): ReactElement {
  const say = useSay();
  return (
    <>
      <Section title={say(words.paper)} about={say(words.paperAbout)}>
        <WordsSheet list={shown.words} />
      </Section>
      <ThreeWords asked={shown.asked} onConfirmed={onConfirmed} />
    </>
  );
}

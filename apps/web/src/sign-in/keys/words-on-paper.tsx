import { Eye, EyeOff } from 'lucide-react';
import { type ReactElement, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Section } from '../../design/parts/page.js';
import { useSay } from '../../words/words.js';
import type { WordsShown } from '../../worker/operations.js';
import { ThreeWords } from './three-words.js';
import { words } from './words.js';

interface WordsOnPaperProps {
  readonly shown: WordsShown;
  readonly onConfirmed: () => Promise<void>;
}

/** The 24 words, which can be covered when somebody comes by, and the three that are asked back. */
export function WordsOnPaper({ shown, onConfirmed }: WordsOnPaperProps): ReactElement {
  const say = useSay();
  const [covered, setCovered] = useState(false);
  return (
    <>
      <Section title={say(words.paper)} about={say(words.paperAbout)}>
        <div className="sheet">
          <ol className={covered ? 'words covered' : 'words'} role="list">
            {shown.words.map((word, index) => (
              <li key={index}>
                <span className="no">{index + 1}</span>
                <span className="word">
                  {covered ? <span className="only-heard">{say(words.covered)}</span> : word}
                </span>
              </li>
            ))}
          </ol>
        </div>
        <div className="row">
          <Button icon={covered ? Eye : EyeOff} onPress={() => setCovered(!covered)}>
            {say(covered ? words.uncover : words.cover)}
          </Button>
          <p className="meta">{say(words.paperHint)}</p>
        </div>
      </Section>
      <ThreeWords asked={shown.asked} onConfirmed={onConfirmed} />
    </>
  );
}

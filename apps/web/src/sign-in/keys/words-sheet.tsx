import { Eye, EyeOff } from 'lucide-react';
import { type ReactElement, type ReactNode, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { useSay } from '../../words/words.js';
import { words } from './words.js';

interface WordsSheetProps {
  readonly list: readonly string[];
  /** What else can be done, beside the button that covers. */
  readonly act?: ReactNode;
}

/** The 24 words as on paper; they can be covered when somebody comes by. */
export function WordsSheet({ list, act }: WordsSheetProps): ReactElement {
  const say = useSay();
  const [covered, setCovered] = useState(false);
  return (
    <>
      <div className="sheet">
        <ol className={covered ? 'words covered' : 'words'} role="list">
          {list.map((word, index) => (
            <li key={index}>
              <span className="no">{index + 1}</span>
              <span className="word">{covered ? <span className="only-heard">{say(words.covered)}</span> : word}</span>
            </li>
          ))}
        </ol>
      </div>
      <div className="row">
        <Button icon={covered ? Eye : EyeOff} onPress={() => setCovered(!covered)}>
          {say(covered ? words.uncover : words.cover)}
        </Button>
        {act}
        <p className="meta">{say(words.paperHint)}</p>
      </div>
    </>
  );
}

import type { ReactElement } from 'react';
import { defineMessages } from 'react-intl';

import { Button } from '../design/parts/button.js';
import { Dialog } from '../design/parts/dialog.js';
import { useSay } from '../words/words.js';

const words = defineMessages({
  title: { id: 'idle.title', defaultMessage: 'Still there?' },
  text: {
    id: 'idle.text',
    defaultMessage:
      'Nothing was typed for a while. In {seconds, plural, one {# second} other {# seconds}} your keys leave the memory of this browser and the page is locked. Nothing of yours is lost.',
  },
  stay: { id: 'idle.stay', defaultMessage: 'Stay' },
  lock: { id: 'idle.lock', defaultMessage: 'Lock now' },
});
/** Screen readers hear the rest of the time in steps, not every second. */
const SAID_EVERY_SECONDS = 15;

interface IdleWarningProps {
  readonly secondsLeft: number;
  readonly onStay: () => void;
  readonly onLock: () => void;
}

/** Two minutes before the lock. */
export default function IdleWarning({ secondsLeft, onStay, onLock }: IdleWarningProps): ReactElement {
  const say = useSay();
  const seconds = Math.ceil(secondsLeft / SAID_EVERY_SECONDS) * SAID_EVERY_SECONDS;
  return (
    <Dialog title={say(words.title)} alert onClose={onStay}>
      <p>{say(words.text, { seconds })}</p>
      <div className="row">
        <Button look="main" onPress={onStay}>
          {say(words.stay)}
        </Button>
        <Button onPress={onLock}>{say(words.lock)}</Button>
      </div>
    </Dialog>
  );
}

import type { ReactElement } from 'react';

import { Button } from '../../design/parts/button.js';
import { Dialog } from '../../design/parts/dialog.js';
import { useSay } from '../../words/words.js';
import { words } from './words.js';

interface SureProps {
  readonly title: string;
  /** What cannot be undone, named. */
  readonly text: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Names the consequence of what cannot be undone, before it is done. */
export function Sure({ title, text, onYes, onClose }: SureProps): ReactElement {
  const say = useSay();
  const yes = (): void => {
    onClose();
    onYes();
  };
  return (
    <Dialog title={title} alert onClose={onClose}>
      <p>{text}</p>
      <div className="row">
        <Button look="danger" onPress={yes}>
          {say(words.remove)}
        </Button>
        <Button onPress={onClose}>{say(words.keep)}</Button>
      </div>
    </Dialog>
  );
}

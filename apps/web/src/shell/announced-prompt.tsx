import { Fingerprint } from 'lucide-react';
import type { ReactElement } from 'react';
import { defineMessages } from 'react-intl';

import { Button } from '../design/parts/button.js';
import { Dialog } from '../design/parts/dialog.js';
import type { AnnouncedPrompt as Announced } from '../session/session.js';
import { useSay } from '../words/words.js';

const words = defineMessages({
  try_unlock: { id: 'prompt.try', defaultMessage: 'Your browser asks once more' },
  try_unlock_text: {
    id: 'prompt.try.text',
    defaultMessage:
      'The passkey is made. Now your browser asks for it again, to see whether it can unlock your keys here.',
  },
  step_up: { id: 'prompt.step-up', defaultMessage: 'Confirm that it is you' },
  step_up_text: {
    id: 'prompt.step-up.text',
    defaultMessage: 'Your browser asks for your passkey. It counts for this one step and for nothing else.',
  },
  second_salt: { id: 'prompt.second', defaultMessage: 'Your browser asks once more' },
  second_salt_text: {
    id: 'prompt.second.text',
    defaultMessage:
      'You are signed in. Now your browser asks for the same passkey again, to unlock your keys: this browser did not keep them.',
  },
  go: { id: 'prompt.go', defaultMessage: 'Show my passkey' },
  cancel: { id: 'prompt.cancel', defaultMessage: 'Not now' },
});

const TEXTS = {
  try_unlock: [words.try_unlock, words.try_unlock_text],
  sign_in: [words.step_up, words.step_up_text],
  step_up: [words.step_up, words.step_up_text],
  second_salt: [words.second_salt, words.second_salt_text],
} as const;

/** Says what a prompt of the browser is for, before it comes. */
export default function AnnouncedPrompt({ why, go, cancel }: Announced): ReactElement {
  const say = useSay();
  const [title, text] = TEXTS[why];
  return (
    <Dialog title={say(title)} onClose={cancel}>
      <p>{say(text)}</p>
      <div className="row">
        <Button look="main" icon={Fingerprint} onPress={go}>
          {say(words.go)}
        </Button>
        <Button onPress={cancel}>{say(words.cancel)}</Button>
      </div>
    </Dialog>
  );
}

import { type ReactElement, type SyntheticEvent, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Field } from '../../design/parts/field.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { sayFailure } from '../../words/failures.js';
import { useSay } from '../../words/words.js';
import { words } from './words.js';

/** Where a passkey cannot open keys: a passphrase, typed twice, stretched for a moment. */
export function ChoosePassphrase({ onChosen }: { readonly onChosen: () => Promise<void> }): ReactElement {
  const say = useSay();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const [typed, setTyped] = useState({ first: '', second: '' });
  const [differs, setDiffers] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const same = typed.first.normalize('NFC').localeCompare(typed.second.normalize('NFC')) === 0;
    setDiffers(!same);
    if (!same) return;
    run(async () => {
      await worker.call('choosePassphrase', { passphrase: typed.first });
      await onChosen();
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Field
        label={say(words.passphrase)}
        hint={say(words.passphraseHint)}
        type="password"
        autoComplete="new-password"
        value={typed.first}
        onChange={(first) => setTyped((before) => ({ ...before, first }))}
        error={failure === null ? undefined : sayFailure(say, failure)}
      />
      <Field
        label={say(words.repeat)}
        type="password"
        autoComplete="new-password"
        value={typed.second}
        onChange={(second) => setTyped((before) => ({ ...before, second }))}
        error={differs ? say(words.differs) : undefined}
      />
      <Button look="main" type="submit" busy={busy}>
        {say(words.choose)}
      </Button>
    </form>
  );
}

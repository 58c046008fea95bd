import { type ReactElement, type SyntheticEvent, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { ErrorSummary } from '../../design/parts/error-summary.js';
import { Field } from '../../design/parts/field.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { sayFailure } from '../../words/failures.js';
import { shell } from '../../words/shell.js';
import { useSay } from '../../words/words.js';
import { words } from './words.js';

const FIELD = 'passphrase';
const REPEATED = 'passphrase-again';

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
  const wrong = failure === null ? undefined : sayFailure(say, failure);
  const errors = [
    ...(wrong === undefined ? [] : [{ field: FIELD, text: wrong }]),
    ...(differs ? [{ field: REPEATED, text: say(words.differs) }] : []),
  ];
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <ErrorSummary title={say(shell.errorTitle)} errors={errors} />
      <Field
        id={FIELD}
        label={say(words.passphrase)}
        hint={say(words.passphraseHint)}
        type="password"
        autoComplete="new-password"
        value={typed.first}
        onChange={(first) => setTyped((before) => ({ ...before, first }))}
        error={wrong}
      />
      <Field
        id={REPEATED}
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

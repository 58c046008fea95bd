import { type ReactElement, type SyntheticEvent, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Field } from '../../design/parts/field.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { sayFailure } from '../../words/failures.js';
import { useSay } from '../../words/words.js';
import type { Who } from '../../worker/operations.js';
import { words } from './words.js';

const FIELD = 'passphrase';

/** The passphrase of a browser whose passkeys cannot open keys. */
export function PassphraseForm({ onOpen }: { readonly onOpen: (who: Who) => void }): ReactElement {
  const say = useSay();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const [passphrase, setPassphrase] = useState('');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    run(async () => onOpen(await worker.call('enterPassphrase', { passphrase })));
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Failed failure={failure} field={FIELD} />
      <Field
        id={FIELD}
        label={say(words.passphrase)}
        hint={say(words.passphraseHint)}
        type="password"
        autoComplete="current-password"
        value={passphrase}
        onChange={setPassphrase}
        error={failure === null ? undefined : sayFailure(say, failure)}
      />
      <Button look="main" type="submit" busy={busy}>
        {say(words.passphraseButton)}
      </Button>
    </form>
  );
}

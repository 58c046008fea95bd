import { type ReactElement, type SyntheticEvent, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { ErrorSummary } from '../../design/parts/error-summary.js';
import { Field } from '../../design/parts/field.js';
import { Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { sayFailure } from '../../words/failures.js';
import { shell } from '../../words/shell.js';
import { useSay } from '../../words/words.js';
import type { Admitted } from '../../worker/operations.js';
import { SetUp } from '../enrol/set-up.js';
import { words } from './words.js';

const FIELD = 'passphrase';

interface GoOnProps {
  readonly device: string;
  readonly onResumed: () => void;
}

/** Keys that wait for guardians: opened with the passphrase under which they wait, once a guardian says that it is done. */
export function GoOn({ device, onResumed }: GoOnProps): ReactElement {
  const say = useSay();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const [passphrase, setPassphrase] = useState('');
  const [admitted, setAdmitted] = useState<Admitted | null>(null);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    run(async () => {
      setAdmitted(await worker.call('resumeRecovery', { device, passphrase }));
      onResumed();
    });
  };
  if (admitted !== null) return <SetUp admitted={admitted} />;
  const error =
    failure?.code === 'E_SIGN_IN' ? say(words.notYet) : failure === null ? undefined : sayFailure(say, failure);
  return (
    <Section title={say(words.resume)}>
      <p>{say(words.resumeText)}</p>
      <form className="stack" onSubmit={submit} noValidate>
        <ErrorSummary
          title={say(shell.errorTitle)}
          errors={error === undefined ? [] : [{ field: FIELD, text: error }]}
        />
        <Field
          id={FIELD}
          label={say(words.passphrase)}
          type="password"
          autoComplete="current-password"
          value={passphrase}
          onChange={setPassphrase}
          error={error}
        />
        <Button look="main" type="submit" busy={busy}>
          {say(words.goOn)}
        </Button>
        <WorkProgress />
      </form>
    </Section>
  );
}

import { type ReactElement, type SyntheticEvent, useId, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { FieldError } from '../../design/parts/field.js';
import { Note } from '../../design/parts/note.js';
import { Page, Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { sayFailure } from '../../words/failures.js';
import { useSay } from '../../words/words.js';
import { DeviceCheck } from '../device-check/device-check.js';
import { words } from './words.js';

/** `/recover/words`: the paper opens the keys; then this browser gets a passkey. */
export default function ByWordsPage(): ReactElement {
  const say = useSay();
  const field = useId();
  const { worker, enter } = useSession();
  const { busy, failure, run } = useWork();
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    run(async () => {
      await worker.call('recoverByWords', { words: typed });
      setTyped('');
      setOpen(true);
    });
  };
  const ready = async (): Promise<void> => {
    const who = await worker.call('settle');
    if (who !== null) enter(who);
  };
  return (
    <Page title={say(words.wordsTitle)} lede={say(words.wordsLede)}>
      <Failed failure={failure} field={field} />
      {isOpen ? (
        <>
          <Section title={say(words.back)}>
            <Note tone="ok">{say(words.backText)}</Note>
          </Section>
          <DeviceCheck onReady={ready} />
        </>
      ) : (
        <Section title={say(words.type)} about={say(words.typeAbout)}>
          <form className="stack" onSubmit={submit} noValidate>
            <div className={failure === null ? 'field' : 'field wrong'}>
              <label htmlFor={field}>{say(words.all)}</label>
              <textarea
                id={field}
                className="input mono"
                rows={5}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                aria-invalid={failure !== null || undefined}
                aria-describedby={failure === null ? undefined : `${field}-error`}
              />
              {failure === null ? null : <FieldError id={`${field}-error`}>{sayFailure(say, failure)}</FieldError>}
            </div>
            <div className="row">
              <Button look="main" type="submit" busy={busy}>
                {say(words.open)}
              </Button>
            </div>
            <WorkProgress />
          </form>
        </Section>
      )}
    </Page>
  );
}

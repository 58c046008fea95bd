import { type ReactElement, type SyntheticEvent, useEffect, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Field } from '../../design/parts/field.js';
import { Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { sayFailure } from '../../words/failures.js';
import { useSay } from '../../words/words.js';
import type { InvitationOffer } from '../../worker/operations.js';
import { words } from './words.js';

const LINK = 'invitation-link';
const CODE = 'invitation-code';

/** Link and spoken code. A link that was opened here is in the address already; it is taken out of it, and of the history. */
export function InvitationForm({ onOffer }: { readonly onOffer: (offer: InvitationOffer) => void }): ReactElement {
  const say = useSay();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const [link, setLink] = useState(linkHere);
  const [code, setCode] = useState('');
  useEffect(forgetLink, []);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    run(async () => onOffer(await worker.call('readInvitation', { link, code })));
  };
  const isLink = failure?.code === 'E_LINK';
  const wrong = failure === null ? undefined : sayFailure(say, failure);
  return (
    <Section title={say(words.look)} about={say(words.lookAbout)}>
      <Failed failure={failure} field={isLink ? LINK : CODE} />
      <form className="stack" onSubmit={submit} noValidate>
        <Field
          id={LINK}
          label={say(words.link)}
          hint={say(words.linkHint)}
          mono
          value={link}
          onChange={setLink}
          error={isLink ? wrong : undefined}
        />
        <Field
          id={CODE}
          label={say(words.code)}
          hint={say(words.codeHint)}
          mono
          inputMode="numeric"
          value={code}
          onChange={setCode}
          error={isLink ? undefined : wrong}
        />
        <div className="row">
          <Button look="main" type="submit" busy={busy}>
            {say(words.show)}
          </Button>
        </div>
      </form>
      <WorkProgress />
    </Section>
  );
}

function linkHere(): string {
  const { origin, pathname, hash } = location;
  return hash.length < 2 ? '' : `${origin}${pathname}${hash}`;
}

function forgetLink(): void {
  if (location.hash.length > 1) history.replaceState(history.state, '', location.pathname);
}

import { type ReactElement, useEffect, useState } from 'react';
import { Link } from 'react-router';

import { KeyCard } from '../../design/parts/key-card.js';
import { Note } from '../../design/parts/note.js';
import { Page, Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useSay } from '../../words/words.js';
import type { InvitationOffer } from '../../worker/operations.js';
import { DeviceCheck } from '../device-check/device-check.js';
import { InvitationForm } from './invitation-form.js';
import { OfferSheet } from './offer-sheet.js';
import { words } from './words.js';

type Stage =
  | { readonly at: 'form' }
  | { readonly at: 'offer'; readonly offer: InvitationOffer }
  | { readonly at: 'joined'; readonly fingerprint: string }
  | { readonly at: 'waiting' };

/** `/join#…`: a newcomer looks at the invitation, makes keys here, and waits for the administrator. */
export default function JoinPage(): ReactElement {
  const say = useSay();
  const { worker, look } = useSession();
  const [stage, setStage] = useState<Stage>({ at: 'form' });
  useStaying(stage.at === 'joined');
  const settled = async (): Promise<void> => {
    await worker.call('settle');
    await look();
    setStage({ at: 'waiting' });
  };
  return (
    <Page title={say(words.title)} lede={say(words.lede)} folio={say(words.folio)}>
      {stage.at === 'form' ? <InvitationForm onOffer={(offer) => setStage({ at: 'offer', offer })} /> : null}
      {stage.at === 'offer' ? (
        <OfferSheet offer={stage.offer} onJoined={(fingerprint) => setStage({ at: 'joined', fingerprint })} />
      ) : null}
      {stage.at === 'joined' ? (
        <>
          <Section title={say(words.joined)} about={say(words.joinedAbout)}>
            <KeyCard fingerprint={stage.fingerprint} about={say(words.joinedText)} pictureOf={say(words.picture)} />
          </Section>
          <Note tone="warn">{say(words.stay)}</Note>
          <DeviceCheck onReady={settled} />
        </>
      ) : null}
      {stage.at === 'waiting' ? (
        <Section title={say(words.waiting)}>
          <Note tone="ok">{say(words.waitingText)}</Note>
          <p>
            <Link to="/">{say(words.signIn)}</Link>
          </p>
        </Section>
      ) : null}
    </Page>
  );
}

/** The browser asks before it leaves the page: the keys are in memory alone. */
function useStaying(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const ask = (event: Event): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [active]);
}

import type { ReactElement } from 'react';

import { KeyCard } from '../../design/parts/key-card.js';
import { Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useSay } from '../../words/words.js';
import type { Admitted } from '../../worker/operations.js';
import { DeviceCheck } from '../device-check/device-check.js';
import { words } from './words.js';

/** What follows once the directory has this browser: its passkey; then the way back, which has a page of its own. */
export function SetUp({ admitted }: { readonly admitted: Admitted }): ReactElement {
  const say = useSay();
  const { worker, enter } = useSession();
  const ready = async (): Promise<void> => {
    const who = await worker.call('settle');
    if (who !== null) enter(who);
  };
  return (
    <>
      <Section title={say(words.admitted)}>
        <KeyCard
          fingerprint={admitted.fingerprint}
          about={say(words.admittedText, { organisation: admitted.organisation })}
          pictureOf={say(words.picture)}
        />
      </Section>
      <DeviceCheck onReady={ready} />
    </>
  );
}

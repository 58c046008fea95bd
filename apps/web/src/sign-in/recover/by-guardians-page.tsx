import { type ReactElement, useState } from 'react';

import { Page, Section } from '../../design/parts/page.js';
import { Steps } from '../../design/parts/steps.js';
import { useSession } from '../../session/session.js';
import { shell } from '../../words/shell.js';
import { useSay } from '../../words/words.js';
import { ChoosePassphrase } from '../device-check/choose-passphrase.js';
import { Connect } from '../enrol/connect.js';
import { GoOn } from './go-on.js';
import { words } from './words.js';

type Stage = 'asking' | 'begun' | 'kept' | 'resumed';

/** `/recover/guardians`: a code for the guardian, then the wait for all of them, which may be left and come back to. */
export default function ByGuardiansPage(): ReactElement {
  const say = useSay();
  const { standing, worker, look } = useSession();
  const waiting = standing.at === 'outside' ? standing.known.find(({ stage }) => stage === 'recovering') : undefined;
  const [reached, setStage] = useState<Stage | null>(null);
  const stage = reached ?? (waiting === undefined ? 'asking' : 'kept');
  const keep = async (): Promise<void> => {
    await worker.call('settle');
    await look();
    setStage('kept');
  };
  return (
    <Page title={say(words.guardiansTitle)} lede={say(words.guardiansLede)}>
      <Section title={say(words.how)}>
        <Steps
          at={stage === 'asking' ? 0 : stage === 'resumed' ? 2 : 1}
          doneWord={say(shell.done)}
          steps={[
            { title: say(words.one), about: say(words.oneText) },
            { title: say(words.two), about: say(words.twoText) },
            { title: say(words.three), about: say(words.threeText) },
          ]}
        />
      </Section>
      {stage === 'asking' ? (
        <Connect
          title={say(words.start)}
          before={say(words.startText)}
          code={null}
          codeAbout={say(words.codeText)}
          waiting={say(words.waiting)}
          byGuardians
          onAdmitted={() => setStage('begun')}
        />
      ) : null}
      {stage === 'begun' ? (
        <Section title={say(words.begun)}>
          <p>{say(words.begunText)}</p>
          <ChoosePassphrase onChosen={keep} />
        </Section>
      ) : null}
      {waiting !== undefined && (stage === 'kept' || stage === 'resumed') ? (
        <GoOn device={waiting.device} onResumed={() => setStage('resumed')} />
      ) : null}
    </Page>
  );
}

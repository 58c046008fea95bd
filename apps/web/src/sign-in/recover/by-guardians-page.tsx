import { type ReactElement, useState } from 'react';

import { Page, Section } from '../../design/parts/page.js';
import { Steps } from '../../design/parts/steps.js';
import { shell } from '../../words/shell.js';
import { useSay } from '../../words/words.js';
import type { Admitted } from '../../worker/operations.js';
import { Connect } from '../enrol/connect.js';
import { SetUp } from '../enrol/set-up.js';
import { words } from './words.js';

/** `/recover/guardians`: a code for the guardian, and the wait until several of them have let this browser in. */
export default function ByGuardiansPage(): ReactElement {
  const say = useSay();
  const [admitted, setAdmitted] = useState<Admitted | null>(null);
  return (
    <Page title={say(words.guardiansTitle)} lede={say(words.guardiansLede)}>
      <Section title={say(words.how)}>
        <Steps
          at={admitted === null ? 0 : 2}
          doneWord={say(shell.done)}
          steps={[
            { title: say(words.one), about: say(words.oneText) },
            { title: say(words.two), about: say(words.twoText) },
            { title: say(words.three), about: say(words.threeText) },
          ]}
        />
      </Section>
      {admitted === null ? (
        <Connect
          title={say(words.start)}
          before={say(words.startText)}
          code={null}
          codeAbout={say(words.codeText)}
          waiting={say(words.waiting)}
          onAdmitted={setAdmitted}
        />
      ) : (
        <SetUp admitted={admitted} />
      )}
    </Page>
  );
}

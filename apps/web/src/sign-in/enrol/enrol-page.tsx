import { type ReactElement, useState } from 'react';
import { useLocation } from 'react-router';

import { Page, Section } from '../../design/parts/page.js';
import { Steps } from '../../design/parts/steps.js';
import { shell } from '../../words/shell.js';
import { useSay } from '../../words/words.js';
import type { Admitted } from '../../worker/operations.js';
import { Connect } from './connect.js';
import { SetUp } from './set-up.js';
import { words } from './words.js';

/** `/enrol` and `/enrol#CODE`: this browser becomes a further device of somebody who is in on another one. */
export default function EnrolPage(): ReactElement {
  const say = useSay();
  const { hash } = useLocation();
  const [admitted, setAdmitted] = useState<Admitted | null>(null);
  const [code] = useState(hash.length > 1 ? decodeURIComponent(hash.slice(1)) : null);
  return (
    <Page title={say(words.title)} lede={say(words.lede)} folio={say(words.folio)}>
      <Section title={say(words.steps)}>
        <Steps
          at={admitted === null ? 0 : 1}
          doneWord={say(shell.done)}
          steps={[
            { title: say(words.connect), about: say(words.connectText) },
            { title: say(words.passkey), about: say(words.passkeyText) },
            { title: say(words.back), about: say(words.backText) },
          ]}
        />
      </Section>
      {admitted === null ? (
        <Connect
          title={say(words.connect)}
          before={say(code === null ? words.makeCodeText : words.byLink)}
          code={code}
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

import { Fingerprint, MonitorSmartphone, ScrollText, Users } from 'lucide-react';
import type { ReactElement } from 'react';

import { Page, Section } from '../../design/parts/page.js';
import { Ways } from '../../design/parts/ways.js';
import { useSay } from '../../words/words.js';
import { words } from './words.js';

/** `/recover`: the ways back for whoever has lost a passkey, and what holds for whoever has none of them. */
export default function RecoverPage(): ReactElement {
  const say = useSay();
  return (
    <Page title={say(words.title)} lede={say(words.lede)}>
      <Section title={say(words.ways)}>
        <Ways
          ways={[
            { to: '/', icon: Fingerprint, title: say(words.passkey), about: say(words.passkeyText) },
            { to: '/recover/words', icon: ScrollText, title: say(words.words), about: say(words.wordsText) },
            { to: '/enrol', icon: MonitorSmartphone, title: say(words.otherDevice), about: say(words.otherDeviceText) },
            { to: '/recover/guardians', icon: Users, title: say(words.guardians), about: say(words.guardiansText) },
          ]}
        />
      </Section>
      <Section title={say(words.none)}>
        <p>{say(words.noneText)}</p>
      </Section>
    </Page>
  );
}

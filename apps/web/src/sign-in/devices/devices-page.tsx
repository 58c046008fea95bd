import { LogOut, Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { Button } from '../../design/parts/button.js';
import { Page, Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { shell } from '../../words/shell.js';
import { useSay } from '../../words/words.js';
import { OwnDevices } from './own-devices.js';
import { OwnPasskeys } from './own-passkeys.js';
import { words } from './words.js';

/** `/devices`: the devices and passkeys of the person, and the end of every session. */
export default function DevicesPage(): ReactElement {
  const say = useSay();
  const { leave } = useSession();
  const navigate = useNavigate();
  return (
    <Page title={say(words.title)} lede={say(words.lede)}>
      <Section title={say(words.devices)} about={say(words.devicesAbout)}>
        <OwnDevices />
        <Button look="main" icon={Plus} onPress={() => void navigate('/devices/add')}>
          {say(words.add)}
        </Button>
      </Section>
      <Section title={say(words.passkeys)} about={say(words.passkeysAbout)}>
        <OwnPasskeys />
      </Section>
      <Section title={say(words.sessions)} about={say(words.sessionsAbout)}>
        <div className="row">
          <Button icon={LogOut} onPress={() => void leave(false)}>
            {say(shell.signOut)}
          </Button>
          <Button look="danger" icon={LogOut} onPress={() => void leave(true)}>
            {say(words.everywhere)}
          </Button>
        </div>
      </Section>
    </Page>
  );
}

import { Check, Fingerprint, HardDrive, KeyRound } from 'lucide-react';
import { type ReactElement, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { type Line, Lines } from '../../design/parts/lines.js';
import { Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { type Say, useSay } from '../../words/words.js';
import { ChoosePassphrase } from './choose-passphrase.js';
import { askToKeep } from './storage.js';
import { words } from './words.js';

interface Found {
  readonly canUnlock: boolean;
  readonly kept: boolean;
}

/** Makes the passkey of this browser and says what it can do: three ticks, and a passphrase where one of them is missing. */
export function DeviceCheck({ onReady }: { readonly onReady: () => Promise<void> }): ReactElement {
  const say = useSay();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const [found, setFound] = useState<Found | null>(null);
  const make = (): void =>
    run(async () => {
      const kept = await askToKeep();
      const { canUnlock } = await worker.call('makePasskey');
      setFound({ canUnlock, kept });
      if (canUnlock) await onReady();
    });
  return (
    <Section title={say(words.title)} about={say(words.about)}>
      <Failed failure={failure} />
      <Lines lines={[passkeyLine(say, found), unlockLine(say, found), storageLine(say, found)]} />
      {found === null ? (
        <Button look="main" icon={Fingerprint} busy={busy} onPress={make}>
          {say(words.make)}
        </Button>
      ) : null}
      {found?.canUnlock === false ? <ChoosePassphrase onChosen={onReady} /> : null}
      <WorkProgress />
    </Section>
  );
}

function passkeyLine(say: Say, found: Found | null): Line {
  return found === null
    ? { key: 'passkey', icon: Fingerprint, title: say(words.passkey), about: say(words.passkeyText) }
    : { key: 'passkey', icon: Check, tone: 'ok', title: say(words.passkeyMade), about: say(words.passkeyMadeText) };
}

function unlockLine(say: Say, found: Found | null): Line {
  if (found === null) return { key: 'unlock', icon: KeyRound, title: say(words.unlock), about: say(words.unlockText) };
  if (found.canUnlock)
    return { key: 'unlock', icon: Check, tone: 'ok', title: say(words.unlocks), about: say(words.unlocksText) };
  const details = (
    <details>
      <summary>{say(words.details)}</summary>
      {say(words.detailsText)}
    </details>
  );
  return { key: 'unlock', icon: KeyRound, tone: 'warn', title: say(words.cannot), about: details };
}

function storageLine(say: Say, found: Found | null): Line {
  if (found === null) return { key: 'storage', icon: HardDrive, title: say(words.storage) };
  return found.kept
    ? { key: 'storage', icon: Check, tone: 'ok', title: say(words.storage), about: say(words.storageYes) }
    : { key: 'storage', icon: HardDrive, tone: 'warn', title: say(words.storageMay), about: say(words.storageNo) };
}

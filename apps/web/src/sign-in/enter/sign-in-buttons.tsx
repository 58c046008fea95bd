import { Fingerprint } from 'lucide-react';
import type { ReactElement } from 'react';

import { Button } from '../../design/parts/button.js';
import { useSay } from '../../words/words.js';
import type { KnownDevice } from '../../worker/operations.js';
import { words } from './words.js';

interface SignInButtonsProps {
  readonly devices: readonly KnownDevice[];
  readonly busy: boolean;
  readonly onSignIn: (device: string | null) => void;
}

/** One button per set of keys that this browser keeps; without any, one for whatever passkey the person has. */
export function SignInButtons({ devices, busy, onSignIn }: SignInButtonsProps): ReactElement {
  const say = useSay();
  if (devices.length === 0) {
    return (
      <Button look="main" icon={Fingerprint} busy={busy} onPress={() => onSignIn(null)}>
        {say(words.button)}
      </Button>
    );
  }
  return (
    <>
      {devices.map(({ device, organisation }, index) => (
        <Button
          key={device}
          look={index === 0 ? 'main' : 'plain'}
          icon={Fingerprint}
          busy={busy}
          onPress={() => onSignIn(device)}
        >
          {say(words.buttonOf, { organisation })}
        </Button>
      ))}
    </>
  );
}

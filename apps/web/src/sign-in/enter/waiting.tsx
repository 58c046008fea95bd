import { Hourglass, KeyRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { Button } from '../../design/parts/button.js';
import { type Line, Lines } from '../../design/parts/lines.js';
import { useSession } from '../../session/session.js';
import { type Say, useSay } from '../../words/words.js';
import type { KnownDevice } from '../../worker/operations.js';
import { words } from './words.js';

/** Keys of this browser that do not count yet, and such as were lost while they were made. */
export function Waiting({ devices }: { readonly devices: readonly KnownDevice[] }): ReactElement | null {
  const say = useSay();
  const { worker, look } = useSession();
  const waiting = devices.filter(({ stage }) => stage !== 'ready');
  if (waiting.length === 0) return null;
  const forget = async (device: string): Promise<void> => {
    await worker.call('forgetLost', { device });
    await look();
  };
  return <Lines lines={waiting.map((known) => lineOf(say, known, () => void forget(known.device)))} />;
}

function lineOf(say: Say, { device, organisation, stage }: KnownDevice, onForget: () => void): Line {
  const line = { key: device, icon: Hourglass, tone: 'warn' as const };
  if (stage === 'joining')
    return { ...line, title: say(words.joining), about: say(words.joiningText, { organisation }) };
  if (stage === 'lost') {
    return {
      ...line,
      icon: KeyRound,
      title: say(words.lostKeys),
      about: say(words.lostKeysText, { organisation }),
      act: <Button onPress={onForget}>{say(words.lostKeysSeen)}</Button>,
    };
  }
  const about = (
    <p>
      {say(words.recoveringText, { organisation })} <Link to="/recover/guardians">{say(words.goOn)}</Link>
    </p>
  );
  return { ...line, title: say(words.recovering), about };
}

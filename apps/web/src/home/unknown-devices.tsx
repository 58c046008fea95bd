import { CircleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { Button } from '../design/parts/button.js';
import { Lines } from '../design/parts/lines.js';
import { useSession } from '../session/session.js';
import { useWork } from '../session/use-work.js';
import { Failed } from '../shell/failed.js';
import { useSay } from '../words/words.js';
import type { Candidate } from '../worker/operations.js';
import { words } from './words.js';

interface UnknownDevicesProps {
  readonly devices: readonly Candidate[];
  readonly onSettled: () => void;
}

/** Devices that the directory says are one's own, and that no device of one's own let in: one says which it is. */
export function UnknownDevices({ devices, onSettled }: UnknownDevicesProps): ReactElement {
  const say = useSay();
  const navigate = useNavigate();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const mine = (device: string): void =>
    run(async () => {
      await worker.call('acknowledge', { device });
      onSettled();
    });
  return (
    <>
      <Failed failure={failure} />
      <Lines
        lines={devices.map(({ device, fingerprint }) => ({
          key: device,
          icon: CircleAlert,
          tone: 'danger' as const,
          title: say(words.unknown),
          about: (
            <>
              <p className="mono">{fingerprint}</p>
              <p>{say(words.unknownText)}</p>
            </>
          ),
          act: (
            <div className="row">
              <Button busy={busy} onPress={() => mine(device)}>
                {say(words.mine)}
              </Button>
              <Button look="danger" busy={busy} onPress={() => void navigate('/devices')}>
                {say(words.notMine)}
              </Button>
            </div>
          ),
        }))}
      />
    </>
  );
}

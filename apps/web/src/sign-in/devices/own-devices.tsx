import { Laptop } from 'lucide-react';
import { type ReactElement, useCallback, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Lines } from '../../design/parts/lines.js';
import { useSession } from '../../session/session.js';
import { useAsked } from '../../session/use-asked.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { shell } from '../../words/shell.js';
import { useDay, useSay } from '../../words/words.js';
import type { OwnDevice } from '../../worker/operations.js';
import { Sure } from './sure.js';
import { words } from './words.js';

/** The devices of the person, with the fingerprint of each. */
export function OwnDevices(): ReactElement {
  const say = useSay();
  const day = useDay();
  const { worker } = useSession();
  const { asked, again } = useAsked(useCallback(() => worker.call('devices'), [worker]));
  const { busy, failure, run } = useWork();
  const [chosen, setChosen] = useState<OwnDevice | null>(null);
  const remove = ({ device }: OwnDevice): void =>
    run(async () => {
      await worker.call('removeDevice', { device });
      again();
    });
  if (asked.state === 'asking') return <p className="muted">{say(shell.loading)}</p>;
  if (asked.state === 'failed') return <Failed failure={asked.failure} />;
  return (
    <>
      <Failed failure={failure} />
      <Lines
        lines={asked.value.map((one, index) => ({
          key: one.device,
          icon: Laptop,
          tone: one.thisOne ? ('ok' as const) : ('plain' as const),
          title: one.thisOne ? say(words.thisDevice) : say(words.device, { number: index + 1 }),
          about: (
            <>
              <p>
                {say(words.state, { state: one.state })}
                {one.addedAt === null ? null : <> · {say(words.since, { day: day(one.addedAt) })}</>}
              </p>
              {one.fingerprint === null ? null : <p className="mono">{one.fingerprint}</p>}
            </>
          ),
          ...(one.thisOne || one.state !== 'active'
            ? {}
            : {
                act: (
                  <Button look="danger" busy={busy} onPress={() => setChosen(one)}>
                    <span aria-hidden>{say(words.remove)}</span>
                    <span className="only-heard">{say(words.removeNamed, { number: index + 1 })}</span>
                  </Button>
                ),
              }),
        }))}
      />
      <WorkProgress />
      {chosen === null ? null : (
        <Sure
          title={say(words.sure)}
          text={say(words.sureText)}
          onYes={() => remove(chosen)}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  );
}

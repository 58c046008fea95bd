import { Fingerprint } from 'lucide-react';
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
import type { OwnPasskey } from '../../worker/operations.js';
import { Sure } from './sure.js';
import { words } from './words.js';

/** The passkeys of the keys in this browser. */
export function OwnPasskeys(): ReactElement {
  const say = useSay();
  const day = useDay();
  const { worker } = useSession();
  const { asked, again } = useAsked(useCallback(() => worker.call('passkeys'), [worker]));
  const { busy, failure, run } = useWork();
  const [chosen, setChosen] = useState<OwnPasskey | null>(null);
  const remove = ({ id }: OwnPasskey): void =>
    run(async () => {
      await worker.call('removePasskey', { id });
      again();
    });
  if (asked.state === 'asking') return <p className="muted">{say(shell.loading)}</p>;
  if (asked.state === 'failed') return <Failed failure={asked.failure} />;
  if (asked.value.length === 0) return <p className="muted">{say(words.noPasskeys)}</p>;
  return (
    <>
      <Failed failure={failure} />
      <Lines
        lines={asked.value.map((one) => ({
          key: one.id,
          icon: Fingerprint,
          title: say(words.passkey, { day: day(one.madeAt) }),
          about: (
            <p>
              {one.lastUsed === null ? say(words.unused) : say(words.used, { day: day(Date.parse(one.lastUsed)) })} ·{' '}
              {say(one.backedUp ? words.shared : words.single)}
            </p>
          ),
          act:
            asked.value.length === 1 ? null : (
              <Button look="danger" busy={busy} onPress={() => setChosen(one)}>
                <span aria-hidden>{say(words.remove)}</span>
                <span className="only-heard">{say(words.removePasskey, { day: day(one.madeAt) })}</span>
              </Button>
            ),
        }))}
      />
      <WorkProgress />
      {chosen === null ? null : (
        <Sure
          title={say(words.surePasskey)}
          text={say(words.surePasskeyText)}
          onYes={() => remove(chosen)}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  );
}

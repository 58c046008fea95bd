import { type ReactElement, useState } from 'react';
import { Link } from 'react-router';

import { Button } from '../../design/parts/button.js';
import { KeyCard } from '../../design/parts/key-card.js';
import { Note } from '../../design/parts/note.js';
import { Page, Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { useSay } from '../../words/words.js';
import type { Candidate } from '../../worker/operations.js';
import { CODE_FIELD, CodeForm } from './code-form.js';
import { words } from './words.js';

/** `/devices/add`: the code of a device that wants in, its fingerprint compared, and then the yes with a passkey. */
export default function AddDevicePage(): ReactElement {
  const say = useSay();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const [candidate, setCandidate] = useState<Candidate | null>(null);
  const [isIn, setIn] = useState(false);
  const find = (code: string): void => run(async () => setCandidate(await worker.call('findCandidate', { code })));
  const admit = (): void =>
    run(async () => {
      await worker.call('admitCandidate');
      setIn(true);
    });
  return (
    <Page title={say(words.addTitle)} lede={say(words.addLede)}>
      <Failed failure={failure} {...(candidate === null ? { field: CODE_FIELD } : {})} />
      {candidate === null ? <CodeForm busy={busy} failure={failure} onCode={find} /> : null}
      {candidate === null || isIn ? null : (
        <Section title={say(words.compare)} about={say(words.compareAbout)}>
          <KeyCard fingerprint={candidate.fingerprint} about={say(words.compareText)} pictureOf={say(words.picture)} />
          <div className="row">
            <Button look="main" busy={busy} onPress={admit}>
              {say(words.same)}
            </Button>
            <Button onPress={() => setCandidate(null)}>{say(words.different)}</Button>
          </div>
          <WorkProgress />
        </Section>
      )}
      {isIn ? (
        <Section title={say(words.devices)}>
          <Note tone="ok">{say(words.added)}</Note>
          <p>
            <Link to="/devices">{say(words.toDevices)}</Link>
          </p>
        </Section>
      ) : null}
    </Page>
  );
}

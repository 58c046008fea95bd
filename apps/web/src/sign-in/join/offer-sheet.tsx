import { KeyRound } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { Button } from '../../design/parts/button.js';
import { Note } from '../../design/parts/note.js';
import { Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { useRoles } from '../../words/roles.js';
import { useSay, useTime } from '../../words/words.js';
import type { InvitationOffer } from '../../worker/operations.js';
import { words } from './words.js';

interface OfferSheetProps {
  readonly offer: InvitationOffer;
  readonly onJoined: (fingerprint: string) => void;
}

/** Who invites into what, what the platform holds and does not, and the one button that makes keys. */
export function OfferSheet({ offer, onJoined }: OfferSheetProps): ReactElement {
  const say = useSay();
  const roles = useRoles();
  const time = useTime();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [say(words.organisation), <bdi key="organisation">{`${offer.organisationName} (${offer.organisation})`}</bdi>],
    [say(words.by), say(words.byValue, { number: offer.invitedBy })],
    [say(words.role), roles(offer.roles)],
    [say(words.unit), offer.units.join(', ')],
    [say(words.clearance), `TLP:${offer.clearance}`],
    [say(words.until), time(offer.expires)],
  ];
  return (
    <>
      <Failed failure={failure} />
      <Section title={say(words.who)}>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={say(words.held)}>
        <p>{say(words.heldYes)}</p>
        <p>{say(words.heldNo)}</p>
        <Note>{say(words.warning)}</Note>
        <Button
          look="main"
          icon={KeyRound}
          busy={busy}
          onPress={() => run(async () => onJoined((await worker.call('join')).fingerprint))}
        >
          {say(words.join)}
        </Button>
        <WorkProgress />
      </Section>
    </>
  );
}

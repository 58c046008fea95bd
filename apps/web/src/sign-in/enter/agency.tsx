import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';

import { Note } from '../../design/parts/note.js';
import { useSay } from '../../words/words.js';
import { refusals } from './agency-words.js';
import { words } from './words.js';

const CODE = /^E_AGENCY_[A-Z]{1,20}$/;

/** The own sign-in of an organisation comes first: where it is. Without a handle the person has to ask for the address. */
export function FirstFactor({ organisation }: { readonly organisation: string | number | undefined }): ReactElement {
  const say = useSay();
  return (
    <Note tone="info">
      <p>{say(words.firstFactor)}</p>
      {typeof organisation === 'string' ? (
        <p>
          <a href={`/agency/${encodeURIComponent(organisation)}/start`}>{say(words.firstFactorGo, { organisation })}</a>
        </p>
      ) : null}
    </Note>
  );
}

/** What came of the sign-in at the organisation, when one comes back from there. */
export function AgencyAnswer(): ReactElement | null {
  const say = useSay();
  const [search] = useSearchParams();
  const answer = search.get('agency');
  if (answer === 'shown') return <Note tone="ok">{say(words.agencyShown)}</Note>;
  if (answer === 'elsewhere') return <Note tone="ok">{say(words.agencyElsewhere)}</Note>;
  if (answer === null || !CODE.test(answer)) return null;
  const known = Object.hasOwn(refusals, answer) ? refusals[answer] : undefined;
  return <Note tone="danger">{say(known ?? words.agencyFailed, { code: answer })}</Note>;
}

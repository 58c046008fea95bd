import { lazy, type ReactElement } from 'react';
import { Navigate, Route, Routes } from 'react-router';

import { useSession } from './session/session.js';
import { Shell } from './shell/shell.js';
import { EnterPage } from './sign-in/enter/enter-page.js';
import { WAYS_NEEDED, type Who } from './worker/operations.js';

const EnrolPage = lazy(() => import('./sign-in/enrol/enrol-page.js'));
const JoinPage = lazy(() => import('./sign-in/join/join-page.js'));
const LockPage = lazy(() => import('./sign-in/lock/lock-page.js'));
const RecoverPage = lazy(() => import('./sign-in/recover/recover-page.js'));
const WordsPage = lazy(() => import('./sign-in/recover/by-words-page.js'));
const GuardiansPage = lazy(() => import('./sign-in/recover/by-guardians-page.js'));
const HomePage = lazy(() => import('./home/home-page.js'));
const KeysPage = lazy(() => import('./sign-in/keys/keys-page.js'));
const DevicesPage = lazy(() => import('./sign-in/devices/devices-page.js'));
const AddDevicePage = lazy(() => import('./sign-in/devices/add-device-page.js'));

/** Which page an address shows, by where the person stands. */
export function App(): ReactElement {
  const { standing } = useSession();
  if (standing.at === 'locked') {
    return (
      <Shell>
        <LockPage />
      </Shell>
    );
  }
  return <Shell>{standing.at === 'inside' ? <Inside who={standing.who} /> : <Outside />}</Shell>;
}

/** Whoever has just come in by a page for those outside goes on to what is missing: a second way, or nothing. */
function Inside({ who }: { readonly who: Who }): ReactElement {
  const next = who.ways.length < WAYS_NEEDED ? '/keys' : '/';
  return (
    <Routes>
      <Route path="/" element={<HomePage />} />
      <Route path="/keys" element={<KeysPage />} />
      <Route path="/devices" element={<DevicesPage />} />
      <Route path="/devices/add" element={<AddDevicePage />} />
      <Route path="*" element={<Navigate to={next} replace />} />
    </Routes>
  );
}

function Outside(): ReactElement {
  return (
    <Routes>
      <Route path="/join" element={<JoinPage />} />
      <Route path="/enrol" element={<EnrolPage />} />
      <Route path="/recover" element={<RecoverPage />} />
      <Route path="/recover/words" element={<WordsPage />} />
      <Route path="/recover/guardians" element={<GuardiansPage />} />
      <Route path="*" element={<EnterPage />} />
    </Routes>
  );
}

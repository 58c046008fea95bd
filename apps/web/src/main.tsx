import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';

import './design/design.css';
import { App } from './app.js';
import { SessionProvider } from './session/session.js';
import { WordsProvider } from './words/words.js';

const place = document.getElementById('console');
if (place === null) throw new Error('the page has no place for the console');
createRoot(place).render(
  <WordsProvider>
    <BrowserRouter>
      <SessionProvider>
        <App />
      </SessionProvider>
    </BrowserRouter>
  </WordsProvider>,
);

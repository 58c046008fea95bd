import { type ReactElement, useEffect, useState } from 'react';

import { Note } from '../../design/parts/note.js';
import { Section } from '../../design/parts/page.js';
import { type About, readAbout } from '../../session/about.js';
import { useSay } from '../../words/words.js';
import { words } from './words.js';

const TITLES: Readonly<Record<string, keyof typeof words>> = {
  '/docs/README.md': 'documentation',
  '/docs/explanation/threat-model.md': 'threatModel',
  '/docs/reference/audit-log.md': 'auditLog',
};

/** What this is, and where to read on: for whoever comes here for the first time. */
export function FirstReading(): ReactElement {
  const say = useSay();
  const [{ demo, documents }, setAbout] = useState<About>({ demo: false, documents: [] });
  useEffect(() => {
    void readAbout().then(setAbout);
  }, []);
  const links = [
    ...documents.flatMap((path) => {
      const title = TITLES[path];
      return title === undefined ? [] : [{ path, title: words[title] }];
    }),
    { path: '/log/checkpoint', title: words.checkpoint },
  ];
  return (
    <Section title={say(words.what)}>
      <p>{say(words.whatText)}</p>
      {demo ? <Note>{say(words.demo)}</Note> : null}
      <nav className="row small" aria-label={say(words.more)}>
        {links.map(({ path, title }) => (
          <a key={path} href={path}>
            {say(title)}
          </a>
        ))}
      </nav>
    </Section>
  );
}

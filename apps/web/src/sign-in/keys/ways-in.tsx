import { FileKey, Fingerprint, type LucideIcon, ScrollText, TextCursorInput } from 'lucide-react';
import type { ReactElement } from 'react';
import type { MessageDescriptor } from 'react-intl';

import { Lines } from '../../design/parts/lines.js';
import { useSay } from '../../words/words.js';
import type { WayKind } from '../../worker/operations.js';
import { words } from './words.js';

const KINDS: Readonly<Record<WayKind, readonly [LucideIcon, MessageDescriptor, MessageDescriptor]>> = {
  passkey: [Fingerprint, words.passkey, words.passkeyText],
  words: [ScrollText, words.words, words.wordsText],
  passphrase: [TextCursorInput, words.passphrase, words.passphraseText],
  key_file: [FileKey, words.keyFile, words.keyFileText],
};

/** The ways to the keys of this device. */
export function WaysIn({ ways }: { readonly ways: readonly WayKind[] }): ReactElement {
  const say = useSay();
  return (
    <Lines
      lines={ways.map((kind, index) => {
        const [icon, title, about] = KINDS[kind];
        return { key: `${kind}${index}`, icon, tone: 'ok' as const, title: say(title), about: say(about) };
      })}
    />
  );
}

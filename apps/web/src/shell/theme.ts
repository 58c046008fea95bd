import { useEffect, useState } from 'react';

const KEY = 'theme';
const THEMES = ['system', 'light', 'dark'] as const;

/** What a person chose; `system` follows the device. */
export type Theme = (typeof THEMES)[number];

/** The theme of this device, and how to go to the next one. It is the only thing kept outside the browser's database. */
export function useTheme(): { readonly theme: Theme; readonly next: () => void } {
  const [theme, setTheme] = useState<Theme>(read);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const next = (): void => {
    const following = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    localStorage.setItem(KEY, following);
    setTheme(following);
  };
  return { theme, next };
}

function read(): Theme {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === kept) ?? 'system';
}

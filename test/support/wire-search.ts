// What must never leave a page, found in the browser itself, and how it would look on the wire.
import { type OpenVault, openVault } from '@sealbridge/keyring';
import { fromBase64, toBase64, toBase64Url, toHex } from '@sealbridge/sodium';
import type { Page } from 'playwright-core';

/** What a passkey gave, base64, by its credential id, base64url. */
export interface Unlocked {
  readonly id: string;
  readonly output: string;
}

/** Runs in every page before its own scripts: keeps what passkeys gave to unlock with, so that the wire can be searched for it. */
export function recordUnlocking(): void {
  const { credentials } = navigator;
  const get = credentials.get.bind(credentials);
  credentials.get = async (options) => {
    const credential = (await get(options)) as PublicKeyCredential | null;
    const results = (
      credential?.getClientExtensionResults() as { prf?: { results?: Record<string, ArrayBuffer> } } | undefined
    )?.prf?.results;
    // for both salts: the one in use and the next
    for (const name of ['first', 'second']) {
      const output = results?.[name];
      if (credential === null || output === undefined) continue;
      const kept = JSON.parse(sessionStorage.getItem('unlocked') ?? '[]') as unknown[];
      const text = btoa(String.fromCharCode(...new Uint8Array(output)));
      sessionStorage.setItem('unlocked', JSON.stringify([...kept, { id: credential.id, output: text }]));
    }
    return credential;
  };
}

/** What passkeys gave in this tab so far. */
export async function unlockedIn(page: Page): Promise<Unlocked[]> {
  return page.evaluate(() => JSON.parse(sessionStorage.getItem('unlocked') ?? '[]') as Unlocked[]);
}

/** The vault that the browser keeps, as it is kept. */
export async function keptBytes(page: Page): Promise<Uint8Array> {
  return fromBase64((await keptDevice(page)).vault);
}

/** What the browser keeps of its device: the sealed vault in base64, and whether it knows what the words give. */
export async function keptDevice(page: Page): Promise<{ readonly vault: string; readonly hasWords: boolean }> {
  return page.evaluate(
    () =>
      new Promise<{ vault: string; hasWords: boolean }>((resolve, reject) => {
        const opening = indexedDB.open('sealbridge');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const all = opening.result.transaction('devices').objectStore('devices').getAll();
          all.onsuccess = () => {
            const [{ vault, words }] = all.result as [{ vault: Uint8Array; words: object | null }];
            opening.result.close();
            resolve({ vault: btoa(String.fromCharCode(...vault)), hasWords: words !== null });
          };
        };
      }),
  );
}

/** The browser loses what it keeps of its devices, and nothing else. */
export async function loseKept(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('sealbridge');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const changing = opening.result.transaction('devices', 'readwrite');
          changing.objectStore('devices').clear();
          changing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
}

/** The vault that the browser keeps, opened with what a passkey gave. */
export async function keptVault(
  page: Page,
  unlocked: readonly { readonly credentialId: Uint8Array; readonly prfOutput: Uint8Array }[],
): Promise<OpenVault> {
  const kept = await keptBytes(page);
  for (const { credentialId, prfOutput } of unlocked.toReversed()) {
    try {
      return openVault(kept, { kind: 'passkey', credentialId, prfOutput: prfOutput.slice() });
    } catch {
      // of another passkey, or asked with the salt of an earlier version
    }
  }
  throw new Error('nothing that a passkey gave opens the vault: the search would be for the wrong values');
}

/** How bytes may be written on a wire. */
export function formsOf(bytes: Uint8Array): string[] {
  return [toBase64(bytes).replaceAll('=', ''), toBase64Url(bytes), toHex(bytes), [...bytes].join(',')];
}

/** Every word of every value that was sent; names of fields are words of papers too. */
export function tokensOf(sent: readonly string[]): string[] {
  const values = (value: unknown): string[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(values) : [String(value)];
  return sent.flatMap((request) => {
    const body = request.indexOf('} {');
    if (body < 0) return [];
    const { variables } = JSON.parse(request.slice(body + 2)) as { variables?: unknown };
    return values(variables).flatMap((value) => value.split(/\s+/u));
  });
}

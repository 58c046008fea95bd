// What a person does and meets on a page of the console.
import { vaultInfo } from '@sealbridge/keyring';
import type { Page } from 'playwright-core';

/** Presses Tab so many times, and names what had the focus each time; what had it with no ring to be seen is told so. */
export async function walk(page: Page, times: number): Promise<string[]> {
  const walked: string[] = [];
  for (let time = 0; time < times; time++) {
    await page.keyboard.press('Tab');
    walked.push(await page.evaluate(focused));
  }
  return walked;
}

/** Runs in the page. A ring may be drawn around a link or over the whole of its target. */
function focused(): string {
  const at = document.activeElement ?? document.body;
  const rings = [getComputedStyle(at), getComputedStyle(at, '::after')].map(({ boxShadow }) => boxShadow);
  const isSeen = rings.some((ring) => ring !== 'none' && ring !== '');
  return `${at.textContent.trim()}${isSeen ? '' : ' (no ring)'}`;
}

/** Waits until the error summary says so, beside which the field says it too. */
export async function told(page: Page, what: string): Promise<void> {
  await page.locator('.errors').getByText(what).waitFor();
}

/** Presses the button of this name. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
}

/** The two salts of each passkey that opens a vault. */
export function saltsOf(vault: Uint8Array): { readonly prfSalt: Uint8Array; readonly nextSalt: Uint8Array }[] {
  return vaultInfo(vault).unlockers.flatMap(({ params }) =>
    params.kind === 'passkey' ? [{ prfSalt: params.prfSalt, nextSalt: params.nextSalt }] : [],
  );
}

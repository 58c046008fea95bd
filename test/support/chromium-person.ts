// A person at a browser: headless Chromium with virtual authenticators, and a record of everything that its pages send and refuse.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
/** A window of 1280 px at 400 %: nothing may have to be scrolled sideways in it (WCAG 1.4.10). */
const NARROWEST = { width: 320, height: 640 };
/** What a person looks at, in pixels. */
const VIEWPORT = { width: 1280, height: 900 };

/** An authenticator of a person: of the machine itself, or one that is plugged in. */
export interface Authenticator {
  readonly id: string;
  /** Whether a finger is on it: of several that are there, one is meant. */
  touched(isTouched: boolean): Promise<void>;
  /** Loses every passkey on it. */
  lose(): Promise<void>;
}

/** Somebody at a browser of their own. */
export interface BrowserPerson {
  readonly page: Page;
  /** Method, address, headers and body of every request, as text. */
  readonly sent: readonly string[];
  /** What the policy of the pages refused, and what broke. */
  readonly refused: readonly string[];
  plugIn(options: { readonly unlocks: boolean; readonly transport?: 'internal' | 'usb' }): Promise<Authenticator>;
  /** Serious findings of axe about the page as it stands, and whether it is wider than the narrowest window. */
  faults(): Promise<string[]>;
  leave(): Promise<void>;
}

/** Starts a Chromium; the caller closes it. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}

/** Somebody with nothing in their browser yet. */
export async function someone(browser: Browser): Promise<BrowserPerson> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const authenticators = await context.newCDPSession(page);
  await authenticators.send('WebAuthn.enable');
  const [sent, refused]: [string[], string[]] = [[], []];
  context.on('request', (request) => {
    sent.push([request.method(), request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join(' '));
  });
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
  page.on('pageerror', (error) => refused.push(error.message));
  await context.addInitScript({ content: AXE });
  return {
    page,
    sent,
    refused,
    plugIn: (options) => plugIn(authenticators, options),
    faults: () => faultsOf(page),
    leave: () => context.close(),
  };
}

async function plugIn(
  session: CDPSession,
  { unlocks, transport = 'internal' }: { readonly unlocks: boolean; readonly transport?: 'internal' | 'usb' },
): Promise<Authenticator> {
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf: unlocks,
    },
  });
  return {
    id: authenticatorId,
    touched: async (enabled) => {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
    lose: async () => {
      await session.send('WebAuthn.clearCredentials', { authenticatorId });
    },
  };
}

interface AxeWindow {
  readonly axe: {
    run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
  };
}

/** Both themes are one page with other tokens, so both are looked at wherever one is. */
async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as AxeWindow;
      const { violations } = await axe.run({ resultTypes: ['violations'] });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    });
    faults.push(...found.map((fault) => `${colorScheme} ${fault}`));
  }
  await page.emulateMedia({ colorScheme: null });
  return [...faults, ...(await overflowOf(page))];
}

async function overflowOf(page: Page): Promise<string[]> {
  await page.setViewportSize(NARROWEST);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize(VIEWPORT);
  return width > NARROWEST.width ? [`reflow: ${width} px wide in a window of ${NARROWEST.width} px`] : [];
}

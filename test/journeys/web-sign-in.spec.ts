// People at browsers of their own: let in, locked, at a loss of every passkey and back. One instance and one Chromium; the command line
// plays the devices and guardians on the other side. What the pages send is searched for what must never leave them.
import { join } from 'node:path';

import { fromBase64, fromBase64Url, ready } from '@sealbridge/sodium';
import type { Browser } from 'playwright-core';

import { enrol } from '../../apps/cli/src/link/enrol.js';
import { readProfile } from '../../apps/cli/src/profile/profile-file.js';
import { chromiumPath } from '../support/chromium.mjs';
import { type Authenticator, type BrowserPerson, someone, startChromium } from '../support/chromium-person.js';
import { succeeded } from '../support/commands.js';
import { press, saltsOf, told, walk } from '../support/console-page.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { type As, untilReady, withoutDelay } from '../support/demo-recovery.js';
import { runHere } from '../support/in-process.js';
import {
  formsOf,
  keptBytes,
  keptDevice,
  keptVault,
  loseKept,
  recordUnlocking,
  tokensOf,
  unlockedIn,
} from '../support/wire-search.js';

const PASSPHRASE = 'four quiet words together';
const FINGERPRINT_TYPED = 9;
const executable = chromiumPath();
const suite = executable === null && process.env['CI'] !== 'true' ? describe.skip : describe;

jest.setTimeout(60_000);

suite(executable === null ? 'the console (skipped: no Chromium found)' : 'the console', () => {
  let demo: DemoInstance;
  let browser: Browser;
  let env: NodeJS.ProcessEnv;
  let analyst: BrowserPerson;
  let [own, plugged]: Authenticator[] = [];
  let paper: string[] = [];
  /** Serious findings of axe, by where they were found. */
  const faults: string[] = [];

  beforeAll(async () => {
    await ready();
    if (executable === null) throw new Error('no Chromium found: set CHROMIUM_PATH');
    demo = await startDemo();
    env = { SEALBRIDGE_HOME: demo.home, XDG_CONFIG_HOME: join(demo.scratch, 'config') };
    browser = await startChromium(executable);
    analyst = await someone(browser);
    own = await analyst.plugIn({ unlocks: true });
    await analyst.page.addInitScript(recordUnlocking);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  }, 60_000);

  const as = async <T>(profile: string, ...args: string[]): Promise<T> =>
    succeeded(await runHere([...args, '--profile', profile, '--json'], env)).json() as T;
  const look = async (who: BrowserPerson, where: string): Promise<void> => {
    faults.push(...(await who.faults()).map((fault) => `${where}: ${fault}`));
  };

  it('signs nobody in who is nobody, and says where else to go', async () => {
    const { page } = analyst;
    await page.goto(demo.url);
    await expect(page.getByRole('heading', { level: 1 }).innerText()).resolves.toBe('Sign in');
    await look(analyst, 'sign in');
    await page.getByRole('link', { name: 'I lost my passkey' }).click();
    await page.getByText('Nobody on our side can do this for you.').waitFor();
    await look(analyst, 'ways back');
  });

  it('is walked with the keyboard alone: past the bar, over every way, with the focus always seen', async () => {
    const { page } = analyst;
    await page.goto(demo.url);
    await page.getByRole('link', { name: 'Documentation' }).waitFor();
    await expect(walk(page, 1)).resolves.toEqual(['Go to the content']);
    await page.keyboard.press('Enter');
    const ways = ['Sign in with a passkey', 'Let this browser in', 'I was invited', 'I lost my passkey'];
    await expect(walk(page, ways.length)).resolves.toEqual(ways);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You lost your passkey' }).waitFor();
    await expect(page.locator('h1:focus').innerText()).resolves.toBe('You lost your passkey');
  });

  it('lets a browser in by a link, tries its passkey after saying so, and is not safe before three words were typed back', async () => {
    const { page } = analyst;
    await page.goto(demo.links.get('analyst') ?? '');
    await look(analyst, 'enrol');
    await press(page, 'Connect this browser');
    await press(page, 'Make a passkey');
    await press(page, 'Show my passkey');
    await page.getByText('Not yet safe').waitFor();
    await press(page, 'Show me 24 words');
    await page.locator('.words .word').nth(23).waitFor();
    paper = await page.locator('.words .word').allTextContents();
    await look(analyst, 'words');
    const asked = await page.locator('.field label').allTextContents();
    expect(asked).toHaveLength(3);
    for (const label of asked) await page.getByLabel(label, { exact: true }).fill('abandon');
    await press(page, 'Confirm three words');
    await expect(page.locator('.errors').evaluate((box) => box === document.activeElement)).resolves.toBe(true);
    await expect(page.title()).resolves.toMatch(/^Error: /u);
    await look(analyst, 'wrong words');
    await page.getByLabel(asked[0] ?? '', { exact: true }).focus();
    await page.keyboard.type('ab');
    await expect(page.evaluate(() => document.activeElement?.tagName)).resolves.toBe('INPUT');
    for (const label of asked) {
      await page.getByLabel(label, { exact: true }).fill(paper[Number(/\d+/u.exec(label)?.[0]) - 1] ?? '');
    }
    await press(page, 'Confirm three words');
    await press(page, 'Show my passkey');
    await page.getByText('Two ways in').waitFor();
    await press(page, 'Show them once more');
    await page.locator('.words .word').nth(23).waitFor();
    await expect(page.locator('.words .word').allTextContents()).resolves.toEqual(paper);
    await look(analyst, 'words once more');
    await press(page, 'I have compared them');
    await page.getByText('Your 24 words, once more').waitFor({ state: 'detached' });
    await look(analyst, 'keys');
  });

  it('checks the log at home, and knows the device that was let in', async () => {
    const { page } = analyst;
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('Nothing has changed.').waitFor();
    await page.getByText('Nothing is waiting for you.').waitFor();
    await look(analyst, 'home');
  });

  it('locks on Shift three times and says nothing then, unlocks in place, and signs in anew after the tab was closed', async () => {
    const { page } = analyst;
    for (let times = 0; times < 3; times++) await page.keyboard.press('Shift');
    await page.getByRole('heading', { name: 'Locked' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('harbour');
    await look(analyst, 'locked');
    const [before] = saltsOf(await keptBytes(page));
    await press(page, 'Unlock with my passkey');
    await page.getByText('Nothing is waiting for you.').waitFor();
    const [after] = saltsOf(await keptBytes(page));
    expect(after?.prfSalt).toEqual(before?.nextSalt);
    await page.reload();
    await press(page, /^Sign in to harbour/u);
    await page.getByText('Nothing is waiting for you.').waitFor();
    expect(saltsOf(await keptBytes(page))).toEqual([after]);
  });

  it('locks and says why when its session was ended elsewhere, and comes back to the same page', async () => {
    const { page } = analyst;
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Devices' }).click();
    await page.getByRole('heading', { name: 'Your session was ended' }).waitFor();
    await look(analyst, 'ended');
    await press(page, 'Unlock with my passkey');
    await page.getByRole('button', { name: 'Let a device in' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/devices');
  });

  it('takes its vault from the server when the browser lost it, with what is needed to put it again', async () => {
    const { page } = analyst;
    await loseKept(page);
    await page.goto(demo.url);
    await press(page, 'Sign in with a passkey');
    await press(page, 'Show my passkey');
    await page.getByText('Nothing is waiting for you.').waitFor();
    await expect(keptDevice(page)).resolves.toMatchObject({ hasWords: true });
  });

  it('takes a second passkey as another way in', async () => {
    const { page } = analyst;
    plugged = await analyst.plugIn({ unlocks: true, transport: 'usb' });
    const touch = async (which: Authenticator | undefined): Promise<void> => {
      await own?.touched(which === own);
      await plugged?.touched(which === plugged);
    };
    await page.getByRole('link', { name: 'Your keys' }).click();
    await touch(plugged);
    await press(page, 'Add a second passkey');
    // the server asks for the old one, the browser tries the new one, and the vault is changed with the old one
    for (const which of [own, plugged, own]) {
      const prompt = page.getByRole('button', { name: 'Show my passkey' });
      await prompt.waitFor();
      await touch(which);
      await prompt.click();
      await prompt.waitFor({ state: 'detached' });
    }
    await page.getByText('Signs you in, and opens your keys.').nth(1).waitFor();
    await touch(own);
  });

  it('lets in a command line that shows a code, once its fingerprint is compared', async () => {
    const { page } = analyst;
    const told: string[] = [];
    const joins = enrol(
      { profile: 'laptop', server: demo.url, code: null },
      { ...process.env, ...env },
      { say: (line) => void told.push(line) },
    );
    joins.catch(() => undefined);
    while (!told.some((line) => line.startsWith('fingerprint'))) await page.waitForTimeout(50);
    const [code, shown] = ['code', 'fingerprint'].map((name) =>
      told.find((line) => line.startsWith(name))?.replace(/^\w+ +/u, ''),
    );
    await page.getByRole('link', { name: 'Devices' }).click();
    await look(analyst, 'devices');
    await press(page, 'Let a device in');
    await page.getByLabel('Code', { exact: true }).fill((code ?? '').toLowerCase());
    await press(page, 'Find the device');
    await page.getByRole('button', { name: 'They are the same, let it in' }).waitFor();
    expect(shown).toContain((await page.locator('.fingerprint').innerText()).trim().split(/\s+/u).join('-'));
    await look(analyst, 'compare');
    await press(page, 'They are the same, let it in');
    await press(page, 'Show my passkey');
    await page.getByText('The device is in.').waitFor();
    await joins;
    expect(await as('laptop', 'login')).toMatchObject({ organisation: 'harbour' });
  });

  it('comes back by 24 words when every passkey is lost, and by no others', async () => {
    const { page } = analyst;
    await own?.lose();
    await plugged?.lose();
    await page.goto(`${demo.url}/recover/words`);
    const field = page.getByLabel('All 24 words');
    await field.fill([...paper.slice(0, 23), 'passkey'].join(' '));
    await press(page, 'Open my keys');
    await told(page, 'Word 24 is not in the list of words.');
    await look(analyst, 'back by words');
    await field.fill([...Array<string>(23).fill('abandon'), 'art'].join(' '));
    await press(page, 'Open my keys');
    await told(page, 'No keys are kept under these words.');
    await field.fill(paper.join(' '));
    await press(page, 'Open my keys');
    await press(page, 'Make a passkey');
    await press(page, 'Show my passkey');
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await page.reload();
    await press(page, /^Sign in to harbour/u);
    await page.getByRole('heading', { name: 'Home' }).waitFor();
  });

  it('never sent what opens a vault, nor a word of the paper', async () => {
    const { page, sent } = analyst;
    const unlocked = (await unlockedIn(page)).map(({ id, output }) => ({
      credentialId: fromBase64Url(id),
      prfOutput: fromBase64(output),
    }));
    expect(unlocked.length).toBeGreaterThan(0);
    const vault = await keptVault(page, unlocked);
    const secrets = [
      ...unlocked.map(({ prfOutput }) => prfOutput),
      vault.vk,
      vault.keys.sign.seed,
      vault.keys.kem.seed,
    ];
    const wire = sent.join('\n');
    for (const secret of secrets) for (const form of formsOf(secret)) expect(wire).not.toContain(form);
    expect(wire).not.toContain(paper.slice(0, 2).join(' '));
    const tokens = new Set(tokensOf(sent));
    expect(tokens).toContain(vault.keys.device);
    expect(paper.filter((word) => tokens.has(word))).toEqual([]);
    // the same search finds what was sent on purpose
    const ids = unlocked.map(({ credentialId }) => formsOf(credentialId));
    expect(ids.some((forms) => forms.some((form) => wire.includes(form)))).toBe(true);
  });

  it('asks for a passphrase where a passkey cannot unlock, and sends it nowhere', async () => {
    const reader = await someone(browser);
    await reader.plugIn({ unlocks: false });
    const { page } = reader;
    await page.goto(demo.links.get('reader') ?? '');
    await press(page, 'Connect this browser');
    await press(page, 'Make a passkey');
    await page
      .getByText('this browser cannot use it to unlock your keys. You will choose a passphrase as well.')
      .waitFor();
    await look(reader, 'passphrase');
    await page.getByLabel('Passphrase for this browser').fill(PASSPHRASE);
    await page.getByLabel('Once more').fill(PASSPHRASE);
    await press(page, 'Use this passphrase');
    await page.getByText('Not yet safe').waitFor();
    await page.reload();
    await press(page, /^Sign in to /u);
    const field = page.getByLabel('Your passphrase of this browser');
    await field.fill('four other words together');
    await press(page, 'Open my keys');
    await told(page, 'This does not unlock the keys in this browser.');
    await field.fill(PASSPHRASE);
    await press(page, 'Open my keys');
    await page.getByText('Not yet safe').waitFor();
    expect(reader.sent.join('\n')).not.toContain(PASSPHRASE);
    for (const form of formsOf(new TextEncoder().encode(PASSPHRASE)))
      expect(reader.sent.join('\n')).not.toContain(form);
    expect(reader.refused).toEqual([]);
    await reader.leave();
  });

  it('comes back by guardians: a code read to one, the wait under a passphrase, and new keys', async () => {
    const member = readProfile(join(demo.home, 'demo', 'analyst2'));
    await withoutDelay(as, demo, member.orgHandle);
    const lost = await someone(browser);
    await lost.plugIn({ unlocks: true });
    const { page } = lost;
    await page.goto(`${demo.url}/recover/guardians`);
    await press(page, 'Show a code');
    const code = await page.locator('.code').innerText();
    const shown = (await page.locator('.fingerprint').innerText()).trim().split(/\s+/u).join('-');
    await look(lost, 'back by guardians');
    const { recovery } = await as<{ recovery: string }>(
      'steward1',
      ...['keys', 'recover', 'start', code, '--member', member.member, '--reason', 'lost'],
      ...['--fingerprint', shown.slice(0, FINGERPRINT_TYPED)],
    );
    await page.getByLabel('Passphrase for this browser').fill(PASSPHRASE);
    await page.getByLabel('Once more').fill(PASSPHRASE);
    await press(page, 'Use this passphrase');
    await page.getByRole('heading', { name: 'Your keys wait in this browser' }).waitFor();
    await page.reload();
    await page.getByLabel('The passphrase you chose').fill(PASSPHRASE);
    await press(page, 'Go on');
    await told(page, 'The guardians are not done, or the recovery was stopped.');
    await as('steward2', 'keys', 'recover', 'approve', recovery, '--fingerprint', shown.slice(0, FINGERPRINT_TYPED));
    await untilReady(as, recovery);
    await as('steward1', 'keys', 'recover', 'complete', recovery);
    await press(page, 'Go on');
    await press(page, 'Make a passkey');
    await press(page, 'Show my passkey');
    await press(page, 'Show my passkey');
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    expect(lost.refused).toEqual([]);
    await lost.leave();
  });

  it('says what happened to whoever closed the page before anything sealed the keys', async () => {
    const { link, code } = await invite(as, 'Lou Latecomer');
    const late = await someone(browser);
    const { page } = late;
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.goto(link);
    await page.getByLabel('The code you were told').fill(code);
    await press(page, 'Show who invites me');
    await press(page, 'Make my keys and join');
    await page.getByText('closing it loses them').waitFor();
    await page.goto(demo.url);
    expect(asked).toEqual(['beforeunload']);
    await page.getByText('Keys that were lost while they were made').waitFor();
    await look(late, 'lost keys');
    await press(page, 'I have read this');
    await page.getByText('Keys that were lost while they were made').waitFor({ state: 'detached' });
    await late.leave();
  });

  it('shows a newcomer who invites into what, makes keys, and waits until the administrator has confirmed them', async () => {
    const invited = await invite(as, 'Nell Newcomer');
    const newcomer = await someone(browser);
    await newcomer.plugIn({ unlocks: true });
    const { page } = newcomer;
    await page.goto(invited.link);
    const code = page.getByLabel('The code you were told');
    await code.fill(invited.code === '00000000' ? '00000001' : '00000000');
    expect(page.url()).not.toContain('#');
    await press(page, 'Show who invites me');
    await told(page, 'This invitation is not good');
    await code.fill(invited.code);
    await press(page, 'Show who invites me');
    await page.getByText('Nobody can make them again for you.').waitFor();
    await look(newcomer, 'invitation');
    await press(page, 'Make my keys and join');
    await page.locator('.fingerprint').waitFor();
    await press(page, 'Make a passkey');
    await press(page, 'Show my passkey');
    await page.getByText('When your administrator has confirmed you').waitFor();
    await as('admin', 'org', 'confirm', invited.invitation);
    await page.getByRole('link', { name: 'To the sign-in page' }).click();
    await press(page, /^Sign in to harbour/u);
    await page.getByText('Make a second way to your keys').waitFor();
    expect(newcomer.refused).toEqual([]);
    await newcomer.leave();
  });

  it('breaks nothing of its own policy, and has no serious fault for those who cannot see or point', () => {
    expect(analyst.refused).toEqual([]);
    expect(faults).toEqual([]);
  });
});

async function invite(as: As, name: string): Promise<{ link: string; code: string; invitation: string }> {
  return as(
    'admin',
    ...['org', 'invite', '--role', 'analyst', '--unit', 'harbour', '--clearance', 'AMBER'],
    ...['--training-until', '2030-06', '--jurisdiction', 'XA', '--name', name],
  );
}

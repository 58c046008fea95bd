import type { NoticeSettingsQuery } from '@sealbridge/api-client';

/** How notices reach somebody, as the server gives it. */
export type Settings = NonNullable<NoticeSettingsQuery['noticeSettings']>;

const ADDRESS: Readonly<Record<string, string>> = {
  none: 'no address: notices are in this list alone (npx sealbridge notice address <address>)',
  unconfirmed: 'an address waits for the code that was sent to it (npx sealbridge notice confirm <code>)',
  confirmed: 'at most one mail a day, which says only that there is something to read',
};

/** Settings for people. */
export function settingsText({ mails, address, muted }: Settings): string {
  const lines = mails ? [ADDRESS[address] ?? address] : ['this server sends no mail: notices are in this list alone'];
  return [...lines, muted.length === 0 ? 'no kind is muted' : `no mail for: ${muted.join(', ')}`].join('\n');
}

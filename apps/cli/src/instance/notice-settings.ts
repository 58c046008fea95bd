import { join, resolve } from 'node:path';

/** What the API is told of how notices leave, by the names of its variables. */
export type NoticeVariables = Readonly<Record<string, string>>;

/** Variables of the API that a whole instance passes on (docs/reference/configuration.md); the API checks the rest of them. */
const PASSED_ON = [
  'SEALBRIDGE_NOTICE_SMTP_URL',
  'SEALBRIDGE_NOTICE_SMTP_URL_FILE',
  'SEALBRIDGE_NOTICE_FROM',
  'SEALBRIDGE_NOTICE_DROP',
  'SEALBRIDGE_NOTICE_JITTER',
] as const;

const TRANSPORTS: readonly string[] = PASSED_ON.slice(0, 2).concat('SEALBRIDGE_NOTICE_DROP');

/** Those that are set, and with the demo world a folder of the home when no way out is named. */
export function noticeVariables(
  env: Readonly<Record<string, string | undefined>>,
  { home, demo }: { readonly home: string; readonly demo: boolean },
): NoticeVariables {
  const given = PASSED_ON.flatMap((name) => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const dropsByItself = demo && !given.some(([name]) => TRANSPORTS.includes(name));
  return {
    ...Object.fromEntries(given),
    ...(dropsByItself ? { SEALBRIDGE_NOTICE_DROP: join(resolve(home), 'notices') } : {}),
  };
}

import type { VerifiedDirectory } from '@sealbridge/client';
import type { RulesRecord } from '@sealbridge/directory';

const SHORT = 8;

/** Who signed a verified record, in words: seats and the beginning of the member's id, or roots of the stewards. */
export function signersOf({ state }: Pick<VerifiedDirectory, 'state'>, { signatures }: RulesRecord): string[] {
  return signatures.map(({ kind, signer }) => {
    if (kind === 'root') return `a root of the stewards (${signer.slice(0, SHORT)})`;
    const member = state.members.get(state.devices.get(signer)?.member ?? signer);
    return `the ${member?.seat ?? 'unknown'} seat (${(member?.member ?? signer).slice(0, SHORT)})`;
  });
}

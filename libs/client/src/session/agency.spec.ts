import type { ApiClient } from '@sealbridge/api-client';
import { fromBase64, fromBase64Url, ready, sha256, toHex } from '@sealbridge/sodium';

import { askAgency } from './agency.js';

beforeAll(() => ready());

/** A server that knows of a proof from the so-and-so-many-th question on. */
function server(from: number) {
  const tokens: Uint8Array[] = [];
  const guest = {
    request: (_document: unknown, { input }: { input: { clientMutationId: string; token: string } }) => {
      tokens.push(fromBase64(input.token));
      const expiresAt = tokens.length >= from ? '2027-01-01T00:00:00.000Z' : null;
      const { clientMutationId } = input;
      return Promise.resolve({
        readAgencyProof: { __typename: 'ReadAgencyProofPayload', clientMutationId, expiresAt },
      });
    },
  } as unknown as ApiClient;
  return { tokens, guest };
}

describe('asking an agency', () => {
  it('shows an address with a code that gives the token away to nobody', () => {
    const { guest, tokens } = server(1);
    const { url, code, token } = askAgency({ server: 'https://bridge.example.org', guest }, 'northgate');
    expect(url).toBe(`https://bridge.example.org/agency/northgate/start?code=${code}`);
    expect(code).toMatch(/^[0-9a-f]{4}(?:-[0-9a-f]{4}){4}$/u);
    expect(toHex(sha256(fromBase64Url(token)))).toMatch(new RegExp(`^${code.replaceAll('-', '')}`, 'u'));
    expect(tokens).toEqual([]);
  });

  it('waits until the agency has vouched for the holder of the token', async () => {
    const { guest, tokens } = server(3);
    const asking = askAgency({ server: 'https://bridge.example.org', guest }, 'northgate');
    await asking.shown({ pollMs: 1 });
    expect(tokens).toEqual([1, 2, 3].map(() => fromBase64Url(asking.token)));
  });

  it('ends when nobody comes, and when the person does not want to wait', async () => {
    const { guest } = server(Infinity);
    const asking = askAgency({ server: 'https://bridge.example.org', guest }, 'northgate');
    const late = { code: 'E_AGENCY_NOT_SHOWN', kind: 'sign_in' };
    await expect(asking.shown({ pollMs: 1, waitMs: 5 })).rejects.toMatchObject(late);
    const stopped = AbortSignal.abort(new Error('interrupted'));
    await expect(asking.shown({ signal: stopped })).rejects.toThrow('interrupted');
  });
});

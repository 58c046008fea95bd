import { type Agreement, type AgreementRecord, agreementRecord, writeAgreement } from '@sealbridge/directory';
import { ready } from '@sealbridge/sodium';

import { agreementInput } from '../../../../test/support/agreement-input.js';
import type { Person } from '../session/person.js';
import { findAgreement, requireFollows } from './read-agreements.js';

beforeAll(ready);

const record = (fields: Partial<Agreement> = {}): AgreementRecord =>
  agreementRecord(writeAgreement(agreementInput(fields)), []);

describe('the beginning of an id that a person types', () => {
  it.each(['b964c63', 'b964c637c694', 'b964c637--', 'b964c637-c694-6822-14b1-8f8af17f6c580', 'harbour', ''])(
    'is refused before the server is asked when it is %j',
    async (text) => {
      await expect(findAgreement({} as Person, text)).rejects.toMatchObject({ exit: 2, code: 'E_ID' });
    },
  );
});

describe('terms that are about to be signed', () => {
  it('follow the version that they are compared with, or are the first', () => {
    const first = record();
    expect(() => {
      requireFollows(record({ version: 2, prevHash: first.hash }), first);
      requireFollows(first, null);
    }).not.toThrow();
  });

  it('are not compared with a version that they do not follow: the differences shown would be made up', () => {
    const other = record({ circle: 'other' });
    const next = record({ version: 2, prevHash: record().hash });
    const chain = expect.objectContaining({ exit: 5, code: 'E_AGREEMENT_CHAIN' }) as Error;
    expect(() => {
      requireFollows(next, other);
    }).toThrow(chain);
    expect(() => {
      requireFollows(next, null);
    }).toThrow(chain);
  });

  it('are looked at again when another version came meanwhile', () => {
    const first = record();
    const second = record({ version: 2, prevHash: first.hash });
    expect(() => {
      requireFollows(record({ version: 3, prevHash: second.hash }), first);
    }).toThrow(expect.objectContaining({ exit: 6, code: 'E_CONFLICT' }) as Error);
  });
});

import {
  agreementRecord,
  type StandingAct,
  standingRecord,
  writeAgreement,
  writeAgreementRecord,
  writeStanding,
  writeStandingRecord,
} from '@sealbridge/directory';
import { ready, toBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { agreementInput } from '../../../../test/support/agreement-input.js';
import { said, saidText, undoneText } from './said.js';

beforeAll(ready);

const agreement = agreementInput();
const [one, other] = agreement.orgs as [Id, Id];
const parties = [
  { organisation: one, handle: 'harbour' },
  { organisation: other, handle: 'northgate' },
];

/** An agreement as it is listed after these statements. */
function listed(...acts: readonly (readonly [StandingAct, Id, number?])[]) {
  const bytes = writeAgreement(agreement);
  const { hash } = agreementRecord(bytes, []);
  const statements = acts.map(([act, org, at = agreement.start], index) =>
    writeStanding({
      ...{ agreement: agreement.agreement, versionHash: hash, seq: index + 1, act, at, org },
      origin: agreement.origin,
    }),
  );
  return {
    record: toBase64(writeAgreementRecord(agreementRecord(bytes, []))),
    standing: statements.map((statement) => toBase64(writeStandingRecord(standingRecord(statement, [])))),
    parties,
  };
}

describe('what a next version undoes', () => {
  it('is nothing for a first version, and for one about which nobody said anything that still holds', () => {
    expect(undoneText(null)).toEqual([]);
    expect(undoneText(listed(['suspend', one], ['resume', one]))).toEqual([]);
  });

  it('is the end that a party named, which the dates of the two versions do not show, and the suspensions', () => {
    const end = agreement.start + 86_400;
    expect(undoneText(listed(['end', one, end], ['suspend', other]))).toEqual([
      'the end that a party named, 2025-11-25T16:00Z, does not hold for the new version',
      'the suspension by northgate does not hold for the new version',
    ]);
  });
});

describe('what the parties said about a version', () => {
  it('is nothing, and its own end, when they said nothing', () => {
    expect(said(listed())).toEqual({ end: agreement.end, endedEarly: false, suspendedBy: [] });
    expect(saidText(said(listed()))).toEqual([]);
  });

  it('is the earliest end that one of them named', () => {
    const end = agreement.start + 86_400;
    const found = said(listed(['end', one, end + 60], ['end', other, end]));
    expect(found).toMatchObject({ end, endedEarly: true });
    expect(saidText(found).join(' ')).toContain('2025-11-25T16:00Z');
  });

  it('names who suspends it, until each has resumed it', () => {
    const both = listed(['suspend', one], ['suspend', other]);
    expect(said(both).suspendedBy).toEqual(['harbour', 'northgate']);
    expect(saidText(said(both)).join(' ')).toContain('suspended by harbour and northgate');
    expect(said(listed(['suspend', one], ['suspend', other], ['resume', one])).suspendedBy).toEqual(['northgate']);
  });

  it('is not made up from statements that do not follow each other', () => {
    expect(() => said(listed(['resume', one]))).toThrow(expect.objectContaining({ kind: 'verification' }) as Error);
  });
});

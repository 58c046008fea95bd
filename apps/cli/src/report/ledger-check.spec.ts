import { parseOpenRequest } from '@sealbridge/envelope';
import { makeOpenRequest } from '@sealbridge/opening';
import { randomBytes, sha256, signTyped, toHex, utf8 } from '@sealbridge/sodium';

import {
  FIXTURE_NOW,
  FIXTURE_ORIGIN,
  makeSmallWorld,
  type SmallWorld,
} from '../../../../test/support/directory-fixture.js';
import { earlierRequest } from '../../../../test/support/earlier-request.js';
import { checkedOffer, type LoggedReport, sealInWorld } from '../../../../test/support/envelope-fixture.js';
import { checkOpenings, type ListedOpening, type OriginatorView } from './ledger-check.js';

const PURPOSE = 'trafficking_investigation';
const BASIS = 'competent_authority_task';
const USE = 'civil_litigation';

describe('the ledger of an originator', () => {
  let world: SmallWorld;
  let report: LoggedReport;
  let index: number;
  let opening: ListedOpening;

  beforeAll(async () => {
    world = await makeSmallWorld('ledger');
    report = await sealInWorld(world);
    index = world.directory.entries.length;
    opening = listed(report, index);
  });

  function listed(of: LoggedReport, at: number, logOrigin = FIXTURE_ORIGIN): ListedOpening {
    const { device, sign } = world.liaison;
    const { bytes, signature } = makeOpenRequest(checkedOffer(world, of), {
      logOrigin,
      nodeKeyId: sha256(utf8('node')),
      nonce: randomBytes(16),
      now: FIXTURE_NOW,
      grantId: of.sealed.grants[0]?.grantId ?? of.sealed.reportId,
      purpose: PURPOSE,
      legalBasis: BASIS,
      acceptedUses: [USE],
      caseRef: 'CR/2026/17',
      justification: 'checking a route',
      directorySize: 40,
      device,
      signPrivateKey: sign.privateKey,
    });
    const member = world.directory.state.devices.get(device)?.member ?? null;
    const why = { purpose: PURPOSE, legalBasis: BASIS, acceptedUses: [USE] } as const;
    return { index: at, ...why, member, request: bytes, requestSignature: signature };
  }

  const check = (changes: Partial<OriginatorView> = {}, ...openings: ListedOpening[]): string[] => {
    const { reportId, grantSetHash } = report.sealed;
    return checkOpenings(openings.length === 0 ? [opening] : openings, {
      reportId,
      logOrigin: FIXTURE_ORIGIN,
      directory: world.directory.state,
      grantSets: new Map([[toHex(grantSetHash), report.grantSetIndex]]),
      seen: { version: 1, seq: 0, grantSetHash },
      ...changes,
    });
  };
  const refused = expect.objectContaining({ name: 'Failure', code: 'E_LEDGER', exit: 5 }) as Error;

  it('fits when each reader signed the newest grant set', () => {
    expect(check()).toEqual(['verified']);
    expect(check({ seen: null })).toEqual(['verified']);
  });

  it('alarms when the originator had made a newer set before the opening, and not when after it', () => {
    const newer = { version: 1, seq: 1, grantSetHash: sha256(utf8('newer')) };
    const at = (place: number) => {
      const grantSets = new Map([
        [toHex(report.sealed.grantSetHash), report.grantSetIndex],
        [toHex(newer.grantSetHash), place],
      ]);
      return () => check({ seen: newer, grantSets });
    };
    expect(at(index - 1)).toThrow(refused);
    expect(at(index + 1)()).toEqual(['verified']);
  });

  it('alarms when the reader was shown another set of the same number', () => {
    const other = { version: 1, seq: 0, grantSetHash: sha256(utf8('other')) };
    const grantSets = new Map([
      [toHex(report.sealed.grantSetHash), report.grantSetIndex],
      [toHex(other.grantSetHash), report.grantSetIndex],
    ]);
    expect(() => check({ seen: other, grantSets })).toThrow(refused);
  });

  it('alarms when the set was not on the log before the opening', () => {
    expect(() => check({ grantSets: new Map() })).toThrow(refused);
    expect(() => check({}, { ...opening, index: report.grantSetIndex })).toThrow(refused);
  });

  it('alarms when one reader signed a newer set than a later one', async () => {
    const { reportId, version, reportHash, grantSetHash } = report.sealed;
    const previous = { reportId, version, reportHash, grantSet: { seq: 0, hash: grantSetHash } };
    const second = await sealInWorld(world, { previous });
    const grantSets = new Map([
      [toHex(grantSetHash), report.grantSetIndex],
      [toHex(second.sealed.grantSetHash), second.grantSetIndex],
    ]);
    const newer = listed(second, second.grantSetIndex + 1);
    expect(check({ grantSets, seen: null }, opening, newer)).toEqual(['verified', 'verified']);
    const later = { ...opening, index: second.grantSetIndex + 2 };
    expect(() => check({ grantSets, seen: null }, later, newer)).toThrow(refused);
  });

  it.each<[string, () => ListedOpening]>([
    ['there is no request', () => ({ ...opening, request: null })],
    ['the request cannot be read', () => ({ ...opening, request: randomBytes(40) })],
    ['another purpose is listed', () => ({ ...opening, purpose: 'threat_to_life' })],
    ['another legal basis is listed', () => ({ ...opening, legalBasis: 'court_order' })],
    ['no legal basis is listed', () => ({ ...opening, legalBasis: null })],
    ['more uses are listed as accepted', () => ({ ...opening, acceptedUses: [USE, 'media_release'] })],
    ['nothing is listed of uses', () => ({ ...opening, acceptedUses: null })],
    ['another member is listed', () => ({ ...opening, member: report.sealed.reportId })],
    ['the signature is missing', () => ({ ...opening, requestSignature: null })],
    ['the signature is another one', () => ({ ...opening, requestSignature: randomBytes(64) })],
    ['the request is for another log', () => listed(report, index, 'other.invalid/1')],
  ])('alarms when %s', (_name, of) => {
    const wrong = of();
    expect(() => check({}, wrong)).toThrow(refused);
  });

  it('verifies a request of before 2026-11, which says nothing of ground and uses, and none listed as if it did', () => {
    const { device, sign } = world.liaison;
    const request = earlierRequest(opening.request ?? new Uint8Array());
    expect(parseOpenRequest(request)).toMatchObject({ signer: device, legalBasis: null, acceptedUses: null });
    const requestSignature = signTyped('sr1.open', request, sign.privateKey);
    const earlier = { ...opening, request, requestSignature, legalBasis: null, acceptedUses: null };
    expect(check({}, earlier)).toEqual(['verified']);
    for (const said of [{ legalBasis: BASIS }, { acceptedUses: [] }, { acceptedUses: [USE] }]) {
      expect(() => check({}, { ...earlier, ...said })).toThrow(refused);
    }
    expect(() => check({}, { ...opening, acceptedUses: null })).toThrow(refused);
  });

  it('alarms when the request is about another report', () => {
    expect(() => check({ reportId: report.sealed.grants[0]?.grantId ?? '' })).toThrow(refused);
  });

  it('says unchecked of a device that the directory did not hold there', () => {
    const grantSets = new Map([[toHex(report.sealed.grantSetHash), 0]]);
    const early = { ...opening, index: 1 };
    expect(check({ grantSets }, early)).toEqual(['unchecked']);
    expect(() => check({ grantSets }, { ...early, requestSignature: randomBytes(64) })).toThrow(refused);
  });
});

import { makeEvent, signedEvent, signEvent, type EventRecord } from '@sealbridge/directory';
import { makeKemKeyPair, randomBytes } from '@sealbridge/sodium';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import {
  ApplicationsDocument,
  ApplyForVettingDocument,
  DeclareInterestDocument,
  InterestsDocument,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';
import { newId } from '../../../../../test/support/rows.js';
import {
  outcomeOf,
  taken,
  VettingDesk,
  vettingRows,
  type Answer,
  type DeskApplicant,
  type DeskSteward,
} from '../../../../../test/support/vetting-desk.js';

describe('vetting', () => {
  let api: TestApi;
  let desk: VettingDesk;
  let count = 0;

  beforeAll(async () => {
    api = await startApi();
    desk = await VettingDesk.open(api);
  }, 60_000);
  afterAll(() => api.stop());

  const fresh = (): DeskApplicant => desk.applicant(`stranger-${String((count += 1))}`);
  const rows = () => vettingRows(api.admin);

  it('answers the very same statement again with the state of today, and does nothing twice', async () => {
    const who = fresh();
    const { input } = desk.record(who, who.fields, who.applying);
    const send = async () => (await api.guest.request(ApplyForVettingDocument, { input })).applyForVetting;
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array(3).fill('VettingStatementPayload'));
    taken(await desk.evidence(who));
    expect(await send()).toMatchObject({ application: { state: 'evidence' } });
    const kept = await api.admin.query('select 1 from sealbridge.vetting_statement where application_id = $1', [
      who.application,
    ]);
    expect(kept.rowCount).toBe(2);
  });

  describe('by the wrong person', () => {
    const stranger = () => fresh();

    it('a statement signed by the roots of somebody else is answered like one about nothing', async () => {
      const who = await desk.bring('evidence');
      const other = stranger();
      const before = await rows();
      const nothing = fresh();
      for (const [wrong, absent] of [
        [() => desk.evidence(who, { signers: other.signers }), () => desk.evidence(nothing)],
        [() => desk.end(who, other.signers), () => desk.end(nothing)],
        [() => desk.attest(who, 2, other.signers), () => desk.attest(nothing)],
      ] as const) {
        const [first, second] = [await wrong(), await absent()];
        expect(first).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
        expect({ ...second, ref: first.ref }).toEqual(first);
      }
      expect(await desk.status(who, other.signers)).toBeNull();
      expect(await desk.status(nothing)).toBeNull();
      expect(await rows()).toBe(before);
    });

    it('an application that one root did not sign is refused', async () => {
      const who = fresh();
      expect(await desk.apply(who, who.signers)).toMatchObject({ reason: 'not_permitted' });
    });

    it('an old question for the status is not a question of now', async () => {
      const who = await desk.bring('applied');
      await expect(desk.status(who, who.signers, Math.floor(Date.now() / 1000) - 3600)).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    });

    it.each(['analyst', 'admin', 'liaison'] as const)(
      '%s gives no verdict, admits nobody and lists nothing',
      async (person) => {
        const keys = api.world[person];
        const client = await api.signIn(keys);
        const someone: DeskSteward = { keys, client };
        const who = await desk.bring('verified');
        const before = await rows();
        expect(await desk.verdict(someone, who, 'provisional')).toMatchObject({ reason: 'not_permitted' });
        expect(await desk.admit(someone, who, 'provisional')).toMatchObject({ reason: 'not_permitted' });
        expect(await desk.admit(someone, who, 'end')).toMatchObject({ reason: 'not_permitted' });
        expect(await desk.file(someone, who)).toBeNull();
        const { applications } = await client.request(ApplicationsDocument, { first: 100 });
        expect(applications.edges.filter(({ node }) => node.id === who.application)).toEqual([]);
        expect(await rows()).toBe(before);
      },
    );

    it('a verdict signed by another steward than the one signed in is refused', async () => {
      const who = await desk.bring('evidence');
      const [first, second] = desk.stewards;
      expect(await desk.verdict({ keys: first.keys, client: second.client }, who, 'provisional')).toMatchObject({
        code: 'E_SIGNER',
      });
    });

    it('nobody decides about their own organisation', async () => {
      const who = await desk.bring('evidence');
      const own = api.world.directory.stewards.org;
      await api.admin.query('update sealbridge.application set org_id = $2 where id = $1', [who.application, own]);
      const mine = { ...who, org: own };
      expect(await desk.verdict(desk.stewards[0], mine, 'provisional')).toMatchObject({ reason: 'own_application' });
      expect(await desk.admit(desk.stewards[0], mine, 'end')).toMatchObject({ reason: 'own_application' });
    });
  });

  describe('with a conflict of interest', () => {
    const declare = async (client: ApiClient, handle: string): Promise<Answer> => {
      const input = { clientMutationId: crypto.randomUUID(), handle, relation: 'family' };
      return (await client.request(DeclareInterestDocument, { input })).declareInterest;
    };
    const handleOf = ({ fields: { details } }: DeskApplicant) => ('handle' in details ? details.handle : '');

    it('whoever declared one neither verifies nor admits, and may recuse', async () => {
      const who = await desk.bring('verified');
      const [first] = desk.stewards;
      taken(await declare(first.client, handleOf(who)));
      taken(await declare(first.client, handleOf(who)));
      const before = await rows();
      expect(await desk.verdict(first, who, 'provisional')).toMatchObject({ reason: 'conflict_of_interest' });
      expect(await desk.admit(first, who, 'provisional')).toMatchObject({ reason: 'conflict_of_interest' });
      expect(await desk.admit(first, who, 'end')).toMatchObject({ reason: 'conflict_of_interest' });
      expect(await rows()).toBe(before);
      const { interests } = await first.client.request(InterestsDocument, { first: 100 });
      expect(interests.edges.filter(({ node }) => node.handle === handleOf(who))).toHaveLength(1);
      expect(await desk.file(first, who)).toMatchObject({ conflicted: true, interests: [{ relation: 'family' }] });
      taken(await desk.verdict(first, who, 'provisional', { verdict: 'recuse', conflict: 'family' }));
    });

    it('whoever recused decides nothing about the applicant any more, and their approval is void', async () => {
      const who = await desk.bring('verified');
      const [first, second] = desk.stewards;
      taken(await desk.verdict(first, who, 'provisional', { verdict: 'recuse', conflict: 'funding' }));
      expect(await desk.verdict(first, who, 'provisional')).toMatchObject({ reason: 'conflict_of_interest' });
      expect(await desk.admit(second, who, 'provisional')).toMatchObject({ code: 'E_NOT_VETTED' });
    });

    it('an interest in nobody is refused like one in somebody unknown', async () => {
      expect(await declare(desk.stewards[0].client, 'nobody-at-all')).toMatchObject({ reason: 'not_permitted' });
    });
  });

  describe('when evidence changes', () => {
    it('earlier approvals are void, and a verdict on what was there before is stale', async () => {
      const who = await desk.bring('verified');
      const seen = new Map(who.evidence);
      taken(await desk.evidence(who, { kinds: ['registration'], mark: 'again' }));
      const [first] = desk.stewards;
      expect(await desk.admit(first, who, 'provisional')).toMatchObject({ code: 'E_NOT_VETTED' });
      expect(await desk.verdict(first, { ...who, evidence: seen }, 'provisional')).toMatchObject({
        reason: 'stale_evidence',
      });
      await desk.pass(who, 'provisional');
    });

    it('what is returned is shown with its reason and asked for again, without saying by whom', async () => {
      const who = await desk.bring('evidence');
      const [first] = desk.stewards;
      const findings = [{ kind: 'two_references', finding: 'returned', reason: 'incomplete' }] as const;
      taken(await desk.verdict(first, who, 'provisional', { verdict: 'return', findings }));
      const status = await desk.status(who);
      expect(status?.evidence.find(({ kind }) => kind === 'two_references')).toMatchObject({
        state: 'returned',
        reason: 'incomplete',
      });
      expect(JSON.stringify(status)).not.toContain(first.keys.member);
      expect(await desk.file(first, who)).toMatchObject({ missing: ['two_references'] });
      taken(await desk.evidence(who, { kinds: ['two_references'], mark: 'again' }));
      const again = await desk.status(who);
      expect(again?.evidence.find(({ kind }) => kind === 'two_references')).toMatchObject({
        state: 'submitted',
        reason: null,
      });
    });

    it('takes a limited number of statements in a round', async () => {
      const who = await desk.bring('applied');
      await api.admin.query(
        `insert into sealbridge.vetting_statement (hash, application_id, kind, round, record)
         select sha256(convert_to($1 || n, 'UTF8')), $2, 'evidence', 1, '' from generate_series(1, 40) n`,
        [who.application, who.application],
      );
      expect(await desk.evidence(who)).toMatchObject({ code: 'E_LIMIT' });
    });
  });

  describe('by two at once', () => {
    it('two first verdicts with different admissions: one is taken, the other conflicts', async () => {
      const who = await desk.bring('evidence');
      const [first, second] = desk.stewards;
      const answers = await Promise.all([
        desk.verdict(first, { ...who, admission: null }, 'provisional'),
        desk.verdict(second, { ...who, admission: { ...desk.admission(who) } }, 'provisional'),
      ]);
      expect(answers.map(outcomeOf).sort()).toEqual(['E_CONFLICT', 'ok']);
    });

    it('the same verdict twice at once is one verdict', async () => {
      const who = await desk.bring('evidence');
      const [first] = desk.stewards;
      who.admission = desk.admission(who);
      const answers = await Promise.all([1, 2].map(() => desk.verdict(first, who, 'provisional')));
      expect(answers.map(outcomeOf)).toContain('ok');
      const kept = await api.admin.query('select 1 from sealbridge.vetting_verdict where application_id = $1', [
        who.application,
      ]);
      expect(kept.rowCount).toBe(1);
    });

    it('two admissions: one moves the file on, the other finds it moved', async () => {
      const who = await desk.bring('vetted');
      const answers = await Promise.all(desk.stewards.map((steward) => desk.admit(steward, who, 'active')));
      expect(answers.map(outcomeOf).sort()).toEqual(['ok', 'wrong_state']);
    });

    it('an admission and an ending: one of them wins and the other is refused', async () => {
      const who = await desk.bring('verified');
      const answers = await Promise.all([desk.admit(desk.stewards[0], who, 'provisional'), desk.end(who)]);
      const { state } = (await desk.status(who)) ?? { state: '' };
      expect(state).toBe('ended');
      expect(outcomeOf(answers[1])).toBe('ok');
      const organisations = await api.admin.query<{ state: string }>(
        'select state from sealbridge.organisation where id = $1',
        [who.org],
      );
      expect(organisations.rows.every(({ state: standing }) => standing === 'ended')).toBe(true);
    });
  });

  it('both verifiers end a membership for good, and one of them alone does not', async () => {
    const who = await desk.bring('active');
    const [first, second] = desk.stewards;
    taken(await desk.verdict(first, who, 'end'));
    expect(await desk.admit(first, who, 'end')).toMatchObject({ reason: 'not_verified' });
    taken(await desk.verdict(second, who, 'end'));
    taken(await desk.admit(second, who, 'end'));
    expect(await desk.status(who)).toMatchObject({ state: 'ended' });
    const { rows: found } = await api.admin.query<{ state: string }>(
      'select state from sealbridge.organisation where id = $1',
      [who.org],
    );
    expect(found).toEqual([{ state: 'ended' }]);
  });

  describe('of names that look alike', () => {
    it('stewards are told, and the applicant is not', async () => {
      const original = await desk.bring('provisional');
      const name =
        'details' in original.fields && 'name' in original.fields.details ? original.fields.details.name : '';
      const alike = desk.applicant(`other-${String((count += 1))}`, name.replace('a', '\u0430').toUpperCase());
      taken(await desk.apply(alike));
      const handle = 'handle' in original.fields.details ? original.fields.details.handle : '';
      expect((await desk.file(desk.stewards[0], alike))?.confusableWith).toContain(handle);
      expect(JSON.stringify(await desk.status(alike))).not.toContain(handle);
    });

    it('a handle, a name, a key or an id that is taken is answered like any other', async () => {
      const original = await desk.bring('active');
      const copy = { ...original, application: fresh().application, evidence: new Map() };
      const [first, second] = [await desk.apply(copy), await desk.apply(fresh())];
      expect(first.__typename).toBe(second.__typename);
      taken(await desk.evidence(copy));
      copy.admission = null;
      expect(await desk.status(copy)).toMatchObject({ state: 'evidence', attestedUntil: null, admission: null });
    });
  });

  describe('without a session', () => {
    /** The next event of the applicant's chain, which names nobody yet. */
    const event = (who: DeskApplicant, seq: number, prev: Uint8Array, signers = who.signers): EventRecord => {
      const { details } = who.fields;
      const handle = 'handle' in details ? details.handle : '';
      const hour = Math.floor(Date.now() / 3_600_000);
      const unsigned = makeEvent({ org: who.org, seq, prev }, { type: 'UNIT_ADD', unit: newId(), handle }, { hour });
      return signedEvent(
        unsigned,
        signers.map((signer) => signEvent(unsigned, signer)),
      );
    };

    it('the first events after an admission name no guardians whose devices nobody knows', async () => {
      const who = await desk.bring('provisional');
      const first = event(who, 1, desk.admissionRecord(who).eventHash);
      const guardians = [newId(), newId(), newId()].toSorted().map((device) => ({
        ...{ org: newId(), member: newId(), device, sealedShareSha256: randomBytes(32) },
        ...{ signPublicKey: randomBytes(32), kemPublicKey: makeKemKeyPair().publicKey },
      }));
      const key = { type: 'RECOVERY_KEY', number: 1, threshold: 2, delayHours: 0, guardians } as const;
      const unsigned = makeEvent(
        { org: who.org, seq: 2, prev: first.eventHash },
        { ...key, kemPublicKey: makeKemKeyPair().publicKey },
        { hour: Math.floor(Date.now() / 3_600_000) },
      );
      const named = signedEvent(
        unsigned,
        who.signers.map((signer) => signEvent(unsigned, signer)),
      );
      expect(await desk.publish(api.guest, [first, named])).toMatchObject({ code: 'E_RECOVERY_KEY' });
    });

    it('the first events after an admission are taken from its roots, once, and no later ones', async () => {
      const who = await desk.bring('provisional');
      const admission = desk.admissionRecord(who);
      const first = event(who, 1, admission.eventHash);
      const before = await rows();
      expect(await desk.publish(api.guest, [event(who, 1, admission.eventHash, fresh().signers)])).toMatchObject({
        code: 'E_SIGNER',
      });
      expect(await desk.publish(api.guest, [event(who, 1, new Uint8Array(32))])).toMatchObject({ code: 'E_PREV' });
      await expect(desk.publish(api.guest, [admission])).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(await rows()).toBe(before);
      const answers = await Promise.all([1, 2].map(() => desk.publish(api.guest, [first])));
      expect(answers.map(outcomeOf)).toEqual(['ok', 'ok']);
      expect(outcomeOf(await desk.publish(api.guest, [first]))).toBe('ok');
      const units = await api.admin.query('select 1 from sealbridge.unit where org_id = $1', [who.org]);
      expect(units.rowCount).toBe(1);
      expect(await desk.publish(api.guest, [event(who, 2, first.eventHash)])).toMatchObject({
        reason: 'not_permitted',
      });
    });
  });
});

import { randomUUID } from 'node:crypto';

import {
  AnswerIdentityDocument,
  AskIdentityDocument,
  DirectoryBodiesDocument,
  IdentityQuestionsAskedDocument,
  IdentityQuestionsReceivedDocument,
  JoinOrganisationDocument,
  MembersDocument,
  NoticesDocument,
  PublishDirectoryEventsDocument,
  RevealedIdentityDocument,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';
import { parseEventRecord, writeEventRecord } from '@sealbridge/directory';
import { fromBase64, randomBytes, toBase64 } from '@sealbridge/sodium';
import { decodeAuditPayload } from '@sealbridge/transparency';
import { idFromBytes } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { confirmation, invitationFor, joining, postInvitation } from '../../../../../test/support/invited.js';

import { MAX_OPEN_QUESTIONS } from './identity-rules.js';

const NAME = 'Synthetic Person';

describe('who stands behind a role handle', () => {
  let api: TestApi;
  let analyst: ApiClient;
  let liaison: ApiClient;
  let outsider: ApiClient;
  let custodian: ApiClient;

  beforeAll(async () => {
    api = await startApi();
    analyst = await api.signIn(api.world.analyst);
    liaison = await api.signIn(api.world.liaison);
    outsider = await api.signIn(api.world.outsider);
    custodian = await api.signIn(api.world.admin);
  }, 60_000);
  afterAll(() => api.stop());

  const ask = async (client: ApiClient, member: string, change: object = {}) => {
    const why = { purpose: 'prosecution_support', caseRef: 'NG-1', justification: 'is to be heard as a witness' };
    const input = { clientMutationId: randomUUID(), member, ...why, ...change };
    return (await client.request(AskIdentityDocument, { input })).askIdentity;
  };
  const asked = async (client: ApiClient = liaison, member: string = api.world.analyst.member): Promise<string> => {
    const answer = await ask(client, member);
    if (answer.__typename !== 'AskIdentityPayload') throw new Error(answer.code);
    return answer.question;
  };
  const answer = async (
    client: ApiClient,
    question: string,
    grant = true,
    reason = grant ? 'oversight' : 'other_way',
  ) => {
    const input = { clientMutationId: randomUUID(), question, grant, reason };
    return (await client.request(AnswerIdentityDocument, { input })).answerIdentity;
  };
  const look = async (client: ApiClient, question: string) =>
    (await client.request(RevealedIdentityDocument, { question })).revealedIdentity;
  const plain = (result: object): object => ({ ...result, ref: '' });

  it('is told by a custodian, for a day, to whoever asked and to nobody else', async () => {
    const question = await asked();
    expect(await look(liaison, question)).toMatchObject({ __typename: 'Refused', reason: 'wrong_state' });
    const { identityQuestionsReceived } = await custodian.request(IdentityQuestionsReceivedDocument, {
      first: 1,
      after: null,
    });
    expect(identityQuestionsReceived.edges.map(({ node }) => node)).toMatchObject([
      { id: question, member: api.world.analyst.member, askingHandle: 'northgate', state: 'open', caseRef: 'NG-1' },
    ]);
    expect(await answer(custodian, question)).toMatchObject({
      question: { state: 'granted', answerReason: 'oversight' },
    });
    expect(await look(liaison, question)).toMatchObject({ __typename: 'RevealedIdentity', name: NAME });
    for (const other of [analyst, custodian, outsider, await api.signIn(api.world.liaison2)]) {
      expect(await look(other, question)).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    }
    await api.admin.query(`update sealbridge.identity_question set readable_until = now() where id = $1`, [question]);
    expect(await look(liaison, question)).toMatchObject({ __typename: 'Refused', reason: 'expired' });
  });

  it('is not told when a custodian refuses', async () => {
    const question = await asked();
    expect(await answer(custodian, question, false)).toMatchObject({ question: { state: 'refused' } });
    expect(await look(liaison, question)).toMatchObject({ __typename: 'Refused', reason: 'wrong_state' });
    const { identityQuestionsAsked } = await liaison.request(IdentityQuestionsAskedDocument, { first: 1, after: null });
    expect(identityQuestionsAsked.edges[0]?.node).toMatchObject({
      id: question,
      state: 'refused',
      answerReason: 'other_way',
    });
  });

  it('is told to whoever asked that there is an answer, once, and to custodians that there is a question', async () => {
    const question = await asked();
    const told = async (client: ApiClient): Promise<number> => {
      const { notices } = await client.request(NoticesDocument, { first: 100, after: null });
      return notices.edges.filter(({ node }) => node.kind === 'identity_asked' && node.objectId === question).length;
    };
    expect([await told(custodian), await told(liaison)]).toEqual([1, 0]);
    await answer(custodian, question, false);
    await answer(custodian, question, false);
    expect([await told(custodian), await told(liaison)]).toEqual([1, 1]);
  });

  it('is not asked by somebody of whom too many questions wait', async () => {
    const other = api.world.liaison2;
    const { org } = api.world.northgate.org;
    const waiting = (count: number) =>
      api.admin.query(
        `insert into sealbridge.identity_question (id, org_id, member_id, asker_org, asker_member, purpose, case_ref, justification)
         select gen_random_uuid(), $1, $2, $3, $4, 'prosecution_support', 'x', 'y' from generate_series(1, $5)`,
        [api.world.harbour.org.org, api.world.analyst.member, org, other.member, count],
      );
    const client = await api.signIn(other);
    await waiting(MAX_OPEN_QUESTIONS - 1);
    await asked(client);
    expect(await ask(client, api.world.analyst.member)).toMatchObject({ __typename: 'Invalid', code: 'E_LIMIT' });
    await asked();
    await api.admin.query('delete from sealbridge.identity_question where asker_member = $1', [other.member]);
  });

  it('is answered once: the second answer, and the other of two at once, is refused', async () => {
    const question = await asked();
    const answers = await Promise.all([answer(custodian, question, true), answer(custodian, question, false)]);
    expect(answers.map((result) => result.__typename).sort()).toEqual(['AnswerIdentityPayload', 'Refused']);
    const other = answers[0].__typename === 'Refused';
    expect(await answer(custodian, question, other)).toMatchObject({ reason: 'wrong_state' });
    expect((await answer(custodian, question, !other)).__typename).toBe('AnswerIdentityPayload');
  });

  it('is answered by custodians of the organisation alone, and never by the person concerned', async () => {
    const question = await asked();
    for (const client of [analyst, liaison, outsider]) {
      expect(await answer(client, question)).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    }
    const own = await asked(liaison, api.world.admin.member);
    expect(await answer(custodian, own)).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    const { identityQuestionsReceived } = await custodian.request(IdentityQuestionsReceivedDocument, {
      first: 100,
      after: null,
    });
    expect(identityQuestionsReceived.edges.map(({ node }) => node.id)).not.toContain(own);
  });

  it('can be asked about handles one may see alone, and strangers answer like nobody', async () => {
    const nobody = plain(await ask(liaison, idFromBytes(randomBytes(16))));
    expect(nobody).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    expect(plain(await ask(liaison, api.world.outsider.member))).toEqual(nobody);
    expect(plain(await ask(outsider, api.world.analyst.member))).toEqual(nobody);
    expect(plain(await ask(analyst, api.world.admin.member))).toEqual(nobody);
  });

  it('cannot be asked or read once the agreement has ended', async () => {
    const question = await asked();
    await answer(custodian, question);
    await api.admin.query('update sealbridge.agreement set ends_at = ends_at - 10000000000');
    expect(await ask(liaison, api.world.analyst.member)).toMatchObject({
      __typename: 'Refused',
      reason: 'not_permitted',
    });
    expect(await look(liaison, question)).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    await api.admin.query('update sealbridge.agreement set ends_at = ends_at + 10000000000');
    expect((await look(liaison, question)).__typename).toBe('RevealedIdentity');
  });

  it.each([
    ['without a purpose that exists', { purpose: 'curiosity' }, 'E_PURPOSE'],
    ['without a justification', { justification: ' ' }, 'E_EMPTY'],
    ['with too long a case reference', { caseRef: 'x'.repeat(257) }, 'E_SIZE'],
  ])('is not asked %s', async (_name, change, code) => {
    expect(await ask(liaison, api.world.analyst.member, change)).toMatchObject({ __typename: 'Invalid', code });
  });

  it('is not asked with what is no text', async () => {
    const asked = ask(liaison, api.world.analyst.member, { justification: 'a\u0000b' });
    await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('is asked once under a key, and answered with a reason of the list', async () => {
    const clientMutationId = randomUUID();
    const first = await ask(liaison, api.world.analyst.member, { clientMutationId });
    expect(await ask(liaison, api.world.analyst.member, { clientMutationId })).toEqual(first);
    const together = { clientMutationId: randomUUID() };
    const both = [1, 2, 3, 4].map(() => ask(liaison, api.world.analyst.member, together));
    const [one, ...others] = await Promise.all(both);
    expect(one?.__typename).toBe('AskIdentityPayload');
    for (const answered of others) expect(answered).toEqual(one);
    const other = await ask(liaison, api.world.admin.member, { clientMutationId });
    expect(other).toMatchObject({ __typename: 'Conflict' });
    for (const change of [{ caseRef: 'NG-2' }, { justification: 'other' }, { purpose: 'audit' }]) {
      const changed = await ask(liaison, api.world.analyst.member, { clientMutationId, ...change });
      expect(changed).toMatchObject({ __typename: 'Conflict' });
    }
    if (first.__typename !== 'AskIdentityPayload') throw new Error(first.code);
    expect(await answer(custodian, first.question, true, 'other_way')).toMatchObject({ code: 'E_REASON' });
  });

  it('leaves an entry about the organisation asked for every step, which names no handle and no words', async () => {
    await api.sequence();
    const question = await asked();
    await answer(custodian, question);
    await look(liaison, question);
    const { rows } = await api.admin.query<{ payload: Buffer; about_org: string; event_id: string }>(
      'select payload, about_org, event_id from sealbridge.audit_outbox where payload is not null order by id',
    );
    const entries = rows.map(({ payload, ...row }) => ({ ...row, entry: decodeAuditPayload(new Uint8Array(payload)) }));
    const own = entries.filter(({ entry }) => entry.object?.id === question);
    expect(own.map(({ entry }) => entry.action)).toEqual(['identity.ask', 'identity.answer', 'identity.read']);
    expect(new Set(own.map(({ about_org: about }) => about))).toEqual(new Set([api.world.harbour.org.org]));
    const [step] = own;
    expect(step?.entry.purpose?.justificationCommit).toHaveLength(32);
    const text = Buffer.concat(rows.map(({ payload }) => payload)).toString('latin1');
    expect(text).not.toContain('witness');
    expect(text).not.toContain(api.world.analyst.member);
    const detail = await api.admin.query('select justification from sealbridge.audit_detail where event_id = $1', [
      step?.event_id,
    ]);
    expect(detail.rows).toEqual([{ justification: 'is to be heard as a witness' }]);
  });

  it('stands in no other answer: names are in the private parts of the own organisation alone', async () => {
    for (const client of [liaison, outsider, await api.signIn(steward())]) {
      const variables = { organisations: null, first: 100, after: null };
      const { directoryBodies } = await client.request(DirectoryBodiesDocument, variables);
      const own = client === liaison ? 'northgate' : client === outsider ? 'eastport' : 'stewards';
      const records = directoryBodies.edges
        .map(({ node }) => node)
        .filter(({ handle }) => handle !== own)
        .flatMap(({ records: texts }) => texts.map((text) => fromBase64(text)));
      expect(records.length).toBeGreaterThan(0);
      for (const record of records) {
        expect(parseEventRecord(record).privateBytes).toBeNull();
        expect(Buffer.from(record).includes(NAME)).toBe(false);
      }
    }
    expect(JSON.stringify(await custodian.request(MembersDocument, { first: 100, after: null }))).not.toContain(NAME);
  });

  it('is neither shown to the person concerned under a later handle, nor answered by them', async () => {
    const { directory, admin } = api.world;
    const person = directory.state.members.get(admin.member)?.person?.person;
    const renewed = invitationFor(api, admin, { roles: ['guardian', 'org_admin'] });
    await postInvitation(custodian, renewed);
    const joined = joining(renewed);
    await api.guest.request(JoinOrganisationDocument, { input: joined.input });
    const records = confirmation(api, renewed, joined.join, admin, person);
    const input = {
      clientMutationId: randomUUID(),
      records: records.map((record) => toBase64(writeEventRecord(record))),
      lockboxes: [],
    };
    await custodian.request(PublishDirectoryEventsDocument, { input });
    const later = await api.signIn(joined.keys);
    const [own, other] = [await asked(liaison, admin.member), await asked()];
    const { identityQuestionsReceived } = await later.request(IdentityQuestionsReceivedDocument, {
      first: 100,
      after: null,
    });
    const shown = identityQuestionsReceived.edges.map(({ node }) => node.id);
    expect([shown.includes(own), shown.includes(other)]).toEqual([false, true]);
    for (const client of [later, custodian]) {
      const { notices } = await client.request(NoticesDocument, { first: 100, after: null });
      const told = notices.edges.map(({ node }) => node.objectId);
      expect([told.includes(own), told.includes(other)]).toEqual([false, true]);
    }
    expect(await answer(later, own)).toMatchObject({ __typename: 'Refused', reason: 'conflict_of_interest' });
  });

  function steward() {
    const [keys] = api.world.directory.stewardDevices;
    if (keys === undefined) throw new Error('no steward');
    return keys;
  }
});

// The one worker that holds keys. It lives from sign-in to lock, and is ended from outside.
import { EndAllSessionsDocument, EndSessionDocument, MeDocument } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';
import { ready } from '@sealbridge/sodium';

import { ask, resumeRecovery, waitForGuardian, waitUntilAdmitted } from './ask-in.js';
import { Desk } from './desk.js';
import { admitCandidate, findCandidate, ownDevices, ownPasskeys, removeDevice, removePasskey } from './devices.js';
import { enterPassphrase, signIn, whoOf } from './enter.js';
import { WorkFailure } from './failure.js';
import { acknowledge, home } from './home.js';
import { join, readInvitation } from './invitation.js';
import type { PageOperations, WorkerOperations } from './operations.js';
import { recoverByWords } from './recover.js';
import { makePeer, type Operations } from './rpc.js';
import { forgetLost, knownDevices } from './known.js';
import { addSecondPasskey, confirmWords, makeWords, wordsAgain } from './second-way.js';
import { choosePassphrase, makePasskey, settle } from './set-up.js';

type Offered = {
  readonly [Name in keyof WorkerOperations]: (
    ...input: Parameters<WorkerOperations[Name]>
  ) => ReturnType<WorkerOperations[Name]> | Promise<ReturnType<WorkerOperations[Name]>>;
};

const offered: Offered = {
  known: () => knownDevices(),
  forgetLost: ({ device }) => forgetLost(device),
  signIn: ({ device }) => signIn(desk, device),
  enterPassphrase: ({ passphrase }) => enterPassphrase(desk, passphrase),
  readInvitation: ({ link, code }) => readInvitation(desk, link, code),
  join: () => join(desk),
  ask: ({ code }) => ask(desk, code),
  waitUntilAdmitted: () => waitUntilAdmitted(desk),
  waitForGuardian: () => waitForGuardian(desk),
  resumeRecovery: ({ device, passphrase }) => resumeRecovery(desk, device, passphrase),
  makePasskey: () => makePasskey(desk),
  choosePassphrase: ({ passphrase }) => choosePassphrase(desk, passphrase),
  settle: () => settle(desk),
  makeWords: () => makeWords(desk),
  confirmWords: ({ typed }) => confirmWords(desk, typed),
  wordsAgain: () => wordsAgain(desk),
  addSecondPasskey: () => addSecondPasskey(desk),
  stillSignedIn: async () => {
    const { me } = await call(() => desk.client.request(MeDocument, {}));
    if (me === null) throw new WorkFailure({ code: 'E_UNAUTHENTICATED', kind: 'sign_in' });
  },
  who: () => whoOf(desk),
  home: () => home(desk),
  acknowledge: ({ device }) => acknowledge(desk, device),
  devices: () => ownDevices(desk),
  removeDevice: ({ device }) => removeDevice(desk, device),
  passkeys: () => ownPasskeys(desk),
  removePasskey: ({ id }) => removePasskey(desk, id),
  findCandidate: ({ code }) => findCandidate(desk, code),
  admitCandidate: () => admitCandidate(desk),
  recoverByWords: ({ words }) => recoverByWords(desk, words),
  signOut: async () => {
    await call(() => desk.client.request(EndSessionDocument, { input: { clientMutationId: crypto.randomUUID() } }));
  },
  signOutEverywhere: async () => {
    await call(() => desk.client.request(EndAllSessionsDocument, { input: { clientMutationId: crypto.randomUUID() } }));
  },
};

// libsodium is there before any call is answered
const answering = Object.fromEntries(
  Object.entries(offered).map(([name, method]) => [
    name,
    async (input: never) => {
      await ready();
      return (method as (input: never) => unknown)(input);
    },
  ]),
) as Operations;
const desk = new Desk(makePeer<PageOperations>(self, answering));

// The cells of the matrix that GraphQL can express: reading and opening reports, each distinct cell once, against a running API.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { POLICY } from '@sealbridge/policy';
import { ready, toBase64 } from '@sealbridge/sodium';
import { LEGAL_BASES_OF, type Purpose, PURPOSES, rightsOfRoles, type Role } from '@sealbridge/vocabulary';

import { type ApiClient, OpeningOfferDocument, ReportDocument } from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { open, openInput } from '../../../../test/support/api-reports.js';
import {
  API_STATES,
  giveRole,
  putInto,
  SIGNED_AWAY,
  type StatedReport,
  statedReports,
} from '../../../../test/support/matrix/api-reports.js';
import { ASKERS, LETTERS, makeMatrix } from '../../../../test/support/matrix/matrix.mjs';
import { RESOURCES } from '../../../../test/support/matrix/resources.mjs';
import { OpeningNonce } from '../reports/opening-nonce.js';

type DeviceKeys = TestApi['world']['analyst'];

/** Somebody of the world who stands for a role of the matrix. */
interface Asker {
  readonly role: string;
  readonly keys: DeviceKeys;
  readonly client: ApiClient;
  /** Whose grant a request of theirs names. */
  readonly unit: string;
  readonly rights: readonly string[];
  /** The states of an opening as they see it: of a report that came to them, or of one that they sent. */
  readonly opening: (state: string) => string | null;
  readonly reading: (state: string) => string | null;
}

interface Matrix {
  readonly answered: readonly {
    readonly action: string;
    readonly object: keyof typeof RESOURCES;
    readonly omitted: string;
    readonly answers: readonly (readonly string[])[];
  }[];
}
interface MatrixAsker {
  readonly who: { readonly name: string };
  readonly state: string;
}

let api: TestApi;
let nonces: OpeningNonce;
let reports: ReadonlyMap<string, StatedReport>;
let askers: Asker[];
const lettersOf = new Map<string, string>();

beforeAll(async () => {
  await ready();
  // before anything listens: it takes seconds, in which connections would be given up
  for (const { action, object, omitted, answers } of (makeMatrix(POLICY) as Matrix).answered) {
    for (const [at, asker] of (ASKERS as readonly MatrixAsker[]).entries())
      for (const [place, name] of Object.keys(RESOURCES[object]).entries())
        lettersOf.set([action, omitted, asker.who.name, asker.state, name].join('/'), answers[at]?.[place] ?? '');
  }
  api = await startApi();
  nonces = new OpeningNonce(new Uint8Array(readFileSync(join(api.keysDir, 'cursor.key'))));
  reports = await statedReports(api, await api.signIn(api.world.analyst));
  askers = await askersOf();
}, 120_000);
afterAll(() => api.stop());

const SENT: Readonly<Record<string, string>> = {
  AMBER: 'own grant',
  RED: 'own grant, RED',
  recalled: 'own grant, recalled',
  held: 'own grant, held',
};
const TLPS = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED', 'recalled', 'held'];
const received = {
  opening: (state: string) => state,
  reading: (state: string) => (TLPS.includes(state) ? `to the unit, ${state}` : null),
};
const sent = {
  opening: (state: string) => SENT[state] ?? null,
  reading: (state: string) => (state === 'AMBER' ? 'of the own unit' : null),
};
const strange = {
  opening: (state: string) => (state === 'AMBER' ? 'for a stranger' : null),
  reading: (state: string) => (state === 'AMBER' ? 'of strangers' : null),
};

/** No report is addressed to somebody without an agreement: that a row says so is enough for a refused opening alone. */
const unheardOf = (): null => null;

async function askersOf(): Promise<Asker[]> {
  const { analyst, admin, liaison, liaison2, outsider, harbour, northgate, eastport, directory } = api.world;
  const [auditor, steward] = directory.stewardDevices;
  if (auditor === undefined || steward === undefined) throw new Error('no stewards');
  const one = async (
    name: string,
    role: Role,
    keys: DeviceKeys,
    unit: string,
    views: Pick<Asker, 'opening' | 'reading'>,
  ): Promise<Asker> => ({
    ...{ role: name, keys, client: await api.signIn(keys), unit, rights: rightsOfRoles([role]), ...views },
  });
  return Promise.all([
    one('analyst', 'analyst', analyst, harbour.unit, sent),
    ...(['second_reader', 'org_admin', 'guardian'] as const).map((role) => one(role, role, admin, harbour.unit, sent)),
    one('auditor of the NGO', 'auditor', admin, harbour.unit, sent),
    one('liaison', 'liaison', liaison, northgate.unit, received),
    one('unit_admin', 'unit_admin', liaison2, northgate.unit, received),
    one('liaison without an agreement', 'liaison', outsider, eastport.unit, { ...received, reading: unheardOf }),
    one('auditor', 'auditor', auditor, northgate.unit, strange),
    one('steward', 'steward', steward, northgate.unit, strange),
  ]);
}

/** What is not there for somebody is answered by how they stand, which says nothing of being provisional. */
const TELLING = ['active', 'suspended', 'inactive'];

const cell = (action: string, { role }: Asker, state: string, name: string, omitted = ''): string =>
  lettersOf.get([action, omitted, role, state, name].join('/')) ?? '';

/** Of each distinct letter the first purpose that is answered so. */
const distinct = (letters: string): [Purpose, string][] =>
  PURPOSES.flatMap((purpose, at): [Purpose, string][] => {
    const letter = letters[at] ?? '';
    return letters.indexOf(letter) === at ? [[purpose, letter]] : [];
  });

/** Every asker in every state, one state after the other. */
async function inEveryState(ask: (asker: Asker, state: string) => Promise<void>): Promise<void> {
  for (const state of API_STATES) {
    await putInto(api, state);
    for (const asker of askers) {
      if (asker.reading('AMBER') === 'of strangers' && !TELLING.includes(state)) continue;
      await giveRole(api, asker.keys, asker.role, asker.rights);
      await ask(asker, state);
    }
  }
}

const letterOf = (reason: string): string => (LETTERS as Readonly<Record<string, string>>)[reason] ?? reason;
const OF_THE_CALLER = 'siv';

it('answers a report as its cell says: shown, shown in part, refused for how the caller stands, or not there', async () => {
  const wrong: string[] = [];
  let asked = 0;
  await inEveryState(async (asker, state) => {
    for (const [name, { reportId }] of reports) {
      const view = asker.reading(name);
      if (view === null) continue;
      const letter = cell('report.read', asker, state, view)[0] ?? '';
      const answer = await read(asker, reportId);
      asked += 1;
      const wanted = OF_THE_CALLER.includes(letter) || letter === '+' || letter === '~' ? letter : '.';
      if (answer !== wanted) wrong.push(`${asker.role} ${state} ${view}: ${answer}, not ${wanted}`);
    }
  });
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(150);
}, 180_000);

async function read({ client }: Asker, id: string): Promise<string> {
  try {
    const { report } = await client.request(ReportDocument, { id });
    return report === null ? '.' : report.masked.length > 0 ? '~' : '+';
  } catch (error) {
    const { detail, code } = error as { readonly detail?: string | null; readonly code?: string };
    return letterOf((detail ?? code ?? String(error)).replace(/^E_/u, '').toLowerCase());
  }
}

it('offers a report for opening as its cell says', async () => {
  const wrong: string[] = [];
  await inEveryState(async (asker, state) => {
    const view = asker.reading('AMBER');
    const report = reports.get('AMBER');
    if (view === null || report === undefined) return;
    const wanted = cell('report.open.offer', asker, state, view)[0] ?? '';
    const { openingOffer: offer } = await asker.client.request(OpeningOfferDocument, { reportId: report.reportId });
    const answer = offer.__typename === 'OpeningOffer' ? '+' : letterOf(offer.reason);
    if (answer !== wanted) wrong.push(`${asker.role} ${state} ${view}: ${answer}, not ${wanted}`);
  });
  expect(wrong).toEqual([]);
}, 180_000);

it('opens a report, or says why not, as its cells say: for each purpose that is answered in a way of its own', async () => {
  const wrong: string[] = [];
  let asked = 0;
  const known = new Set<string>();
  // whoever is in order and could open is tried with every state of a report, others with one of each sort
  const isNew = ({ role }: Asker, state: string, letters: string): boolean =>
    (state === 'active' && letters.includes('+')) || known.size < known.add([role, state, letters].join('/')).size;
  const tryOpening = async (asker: Asker, state: string, name: string, omitted = ''): Promise<void> => {
    const view = asker.opening(name);
    const report = reports.get(name);
    if (view === null || report === undefined || !isNew(asker, state, cell('report.open', asker, state, view, omitted)))
      return;
    for (const [purpose, wanted] of distinct(cell('report.open', asker, state, view, omitted))) {
      asked += 1;
      const answer = await openFor(asker, report, purpose, omitted);
      if (answer !== wanted)
        wrong.push(`${asker.role} ${state} ${view} ${purpose} ${omitted}: ${answer}, not ${wanted}`);
    }
  };
  await inEveryState(async (asker, state) => {
    for (const name of reports.keys()) await tryOpening(asker, state, name);
    if (state !== 'active') return;
    for (const omitted of ['uses not signed', 'no legal basis']) {
      for (const name of reports.keys()) await tryOpening(asker, state, name, omitted);
    }
  });
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(200);
}, 240_000);

async function openFor(
  { keys, client, unit }: Asker,
  report: StatedReport,
  purpose: Purpose,
  omitted: string,
): Promise<string> {
  const { nonce } = nonces.make(
    { device: keys.device, reportId: report.reportId as typeof keys.device },
    Date.now() / 1000,
  );
  const offer = { ...report, grantId: report.grants[unit] ?? '', nonce: toBase64(nonce), uses: [], prohibited: [] };
  const [legalBasis] = LEGAL_BASES_OF[purpose];
  const answer = await open(
    client,
    openInput(api, keys, offer as unknown as Parameters<typeof openInput>[2], {
      ...{ purpose, legalBasis: omitted === 'no legal basis' ? null : legalBasis },
      acceptedUses: omitted === 'uses not signed' ? [] : SIGNED_AWAY,
    }),
  );
  if (answer.__typename === 'OpenReportPayload') return '+';
  return 'reason' in answer ? letterOf(answer.reason) : `${answer.code} ${answer.message}`;
}

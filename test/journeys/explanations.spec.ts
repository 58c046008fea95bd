// Who could open this, and why was it refused: by name where the agreement says so, and decided again by somebody who has the file alone.
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SignAgreementDocument } from '@sealbridge/api-client';
import {
  agreementRecord,
  parseAgreementRecord,
  rootSigner,
  signAgreement,
  writeAgreement,
  writeAgreementRecord,
} from '@sealbridge/directory';
import { fromBase64, ready, toBase64 } from '@sealbridge/sodium';
import { parseProof } from '@sealbridge/transparency';

import { DemoRoots } from '../../apps/cli/src/instance/demo/roots.js';
import { layoutOf } from '../../apps/cli/src/instance/home.js';
import type { Person } from '../../apps/cli/src/session/person.js';
import { asPerson } from '../support/as-person.js';
import { failure, type ReportOnDisk, send, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { runHere } from '../support/in-process.js';
import type { CommandResult } from '../support/instance.js';

const [REFUSED, VERIFICATION] = [3, 5];
const REFERENCE = /not permitted \(([0-9a-f-]{36})\)/u;

jest.setTimeout(60_000);

let demo: DemoInstance;
let on: ReportOnDisk;
let admin: Person;

beforeAll(async () => {
  await ready();
  demo = await startDemo();
  admin = await asPerson(demo, 'admin');
  on = writeReport(join(demo.scratch, 'report'));
}, 180_000);
afterEach(() => jest.restoreAllMocks());
afterAll(() => demo.stop(), 60_000);

const run = (profile: string, args: readonly string[]): Promise<CommandResult> =>
  runHere(args, {
    SEALBRIDGE_HOME: demo.home,
    SEALBRIDGE_PROFILE: profile,
    XDG_CONFIG_HOME: join(demo.scratch, 'none'),
  });

/** Somebody who has files and nothing else. */
const stranger = (args: readonly string[]): Promise<CommandResult> =>
  runHere(args, { SEALBRIDGE_HOME: join(demo.scratch, 'nowhere'), XDG_CONFIG_HOME: join(demo.scratch, 'none') });

interface Preview {
  readonly readers: readonly {
    readonly unit: string;
    readonly handle: string;
    readonly name: string | null;
    readonly organisation: string;
    readonly organisationName: string;
    readonly country: string;
    readonly mayOpenToday: boolean;
    readonly purposes: readonly string[];
    readonly reason?: string;
    readonly words?: string;
  }[];
  readonly own: object;
  readonly refused: readonly object[];
  readonly later: readonly { readonly unit: string; readonly mayRead: boolean }[];
}

const preview = async (flags: readonly string[] = [], units = ['northgate']): Promise<Preview> => {
  const args = ['report', 'preview', on.report, '--decisions', on.decisions, '--to', ...units, ...flags, '--json'];
  return succeeded(await run('analyst', args)).json() as Preview;
};

/** Both parties sign a next version of the agreement with their roots. */
const showNames = async (): Promise<void> => {
  const home = layoutOf(demo.home);
  const kept = readFileSync(join(home.demo, '.organisations', 'harbour-northgate.agreement'), 'utf8').trim();
  const { agreement, hash } = parseAgreementRecord(fromBase64(kept));
  const bytes = writeAgreement({ ...agreement, version: 2, prevHash: hash, attribution: 'may' });
  const roots = new DemoRoots(home);
  const signatures = ['harbour', 'northgate'].flatMap((handle) =>
    roots.signing(handle).map(({ org, sign }) => signAgreement(bytes, org, rootSigner(sign))),
  );
  const record = toBase64(writeAgreementRecord(agreementRecord(bytes, signatures)));
  const input = { clientMutationId: randomUUID(), record };
  const { signAgreement: answer } = await admin.client.request(SignAgreementDocument, { input });
  if (answer.__typename !== 'SignAgreementPayload') throw new Error(`${answer.code}: ${answer.message}`);
};

describe('who could open this', () => {
  it('says for each reader the organisation, the country and the purposes, and no name', async () => {
    const { readers, refused, later } = await preview([], ['northgate', 'eastport', 'nowhere']);
    expect(readers).toHaveLength(2);
    // a unit without an agreement is like one that is not there
    expect(refused).toEqual([
      { unit: 'eastport', reason: 'no_live_mou' },
      { unit: 'nowhere', reason: 'no_live_mou' },
    ]);
    for (const reader of readers) {
      expect(reader).toMatchObject({ unit: 'northgate', organisation: 'northgate', name: null, mayOpenToday: true });
      expect(reader.organisationName).toContain('Northgate');
      expect(reader.purposes).toContain('trafficking_investigation');
      expect(reader.purposes).not.toContain('training_synthetic_only');
      expect(reader).not.toHaveProperty('reason');
    }
    expect(later).toMatchObject([{ unit: 'northgate' }]);
  });

  it('says the names once both parties have signed that they are shown, unless nobody wants to know', async () => {
    await showNames();
    const { readers } = await preview();
    const names = readers.map(({ name }) => name);
    expect(names.every((name) => name !== null && name !== '')).toBe(true);
    expect(new Set(names).size).toBe(2);
    const args = ['report', 'preview', on.report, '--decisions', on.decisions, '--to', 'northgate', '--no-names'];
    const text = succeeded(await run('analyst', args)).stdout;
    for (const { name, handle } of readers) {
      expect(text).toContain(handle);
      expect(text).not.toContain(name);
    }
  });
});

describe('why was it refused', () => {
  let reference: string;
  let file: string;
  let policy: string;

  beforeAll(async () => {
    const { reportId } = await send({ ...demo, cli: run }, on);
    const flags = ['--purpose', 'training_synthetic_only', '--case-ref', 'NG-1', '--justification', 'practice'];
    const refused = await run('liaison', ['report', 'open', reportId, ...flags, '--json']);
    expect(failure(refused)).toEqual({ exit: REFUSED, code: 'E_WRONG_PURPOSE' });
    reference = REFERENCE.exec(refused.stderr)?.[1] ?? '';
    file = join(demo.scratch, 'decision.json');
    const profile = join(layoutOf(demo.home).demo, 'auditor');
    const { policyFile } = JSON.parse(readFileSync(join(profile, 'profile.json'), 'utf8')) as { policyFile: string };
    policy = join(profile, policyFile);
  }, 60_000);

  it('an auditor finds it by the reference that was shown, with the rule that lost and what it was decided on', async () => {
    const result = succeeded(await run('auditor', ['audit', 'explain', reference, '--out', file, '--json'])).json();
    expect(result).toMatchObject({
      ...{ eventId: reference, action: 'report.open', effect: 'DENY', reasons: ['wrong_purpose'], verified: true },
      ...{ purpose: 'training_synthetic_only', ended: 'policy' },
    });
    const { steps, questions } = result as {
      readonly steps: readonly { readonly outcome: string }[];
      readonly questions: readonly { readonly rules: readonly object[] }[];
    };
    expect(steps.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(questions[0]?.rules).toContainEqual(
      expect.objectContaining({ rule: 'report.open/recipient', granted: false, reason: 'wrong_purpose' }),
    );
    const text = succeeded(await stranger(['audit', 'explain', '--file', file])).stdout;
    expect(text).toContain('loses  report.open/recipient: wrong_purpose');
    expect(text).toContain('subject.clearance');
  });

  it('nobody else does, and nobody learns whether there is such an event', async () => {
    const theirs = await run('liaison', ['audit', 'explain', reference]);
    const none = await run('liaison', ['audit', 'explain', randomUUID()]);
    expect(failure(theirs)).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
    const blank = ({ exit, stderr }: CommandResult): object => ({ exit, stderr: stderr.replace(REFERENCE, '') });
    expect(blank(theirs)).toEqual(blank(none));
  });

  it('is decided again from the file alone, by the log key, a checkpoint or a bundle', async () => {
    const { proof } = JSON.parse(readFileSync(file, 'utf8')) as { proof: string };
    const checkpoint = join(demo.scratch, 'checkpoint');
    writeFileSync(checkpoint, parseProof(fromBase64(proof)).note);
    const bundle = join(demo.scratch, 'bundle.zip');
    succeeded(await run('auditor', ['audit', 'export', '--out', bundle]));
    const explain = ['audit', 'explain', '--file', file, '--json'];
    for (const by of [[], ['--checkpoint', checkpoint], ['--bundle', bundle]]) {
      const result = succeeded(await stranger([...explain, '--policy', policy, ...by])).json();
      expect(result).toMatchObject({ verified: true, effect: 'DENY' });
      expect(JSON.stringify(result)).not.toContain('"unchecked"');
    }
    // without a key of the log nobody says that the entry is on it
    const { steps } = succeeded(await stranger(explain)).json() as { readonly steps: readonly object[] };
    expect(steps).toContainEqual(expect.objectContaining({ name: 'log', outcome: 'unchecked' }));
  });

  it.each<[string, string, (fields: Record<string, string>) => Record<string, string>]>([
    ['payload', 'E_EXPLAIN_ENTRY', ({ payload = '' }) => ({ payload: swapped(payload) })],
    ['salt', 'E_EXPLAIN_ENTRY', ({ salt = '' }) => ({ salt: swapped(salt) })],
    ['proof', 'E_EXPLAIN_LOG', ({ proof = '' }) => ({ proof: swapped(proof) })],
    ['snapshot', 'E_EXPLAIN_SNAPSHOT', ({ snapshot = '' }) => ({ snapshot: swapped(snapshot) })],
    [
      'policy',
      'E_EXPLAIN_POLICY',
      ({ policyText = '' }) => ({ policyText: policyText.replace('wrong_purpose', 'held') }),
    ],
  ])('a file whose %s was changed is told by it', async (name, code, change) => {
    const fields = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    const changed = join(demo.scratch, `${name}.json`);
    writeFileSync(changed, JSON.stringify({ ...fields, ...change(fields) }));
    const result = await stranger(['audit', 'explain', '--file', changed, '--policy', policy, '--json']);
    expect(result.exit).toBe(VERIFICATION);
    expect(result.stderr).toContain(`code: ${code}`);
    expect(result.json()).toMatchObject({ verified: false });
  });
});

/** The base64 text with one character in the middle exchanged. */
function swapped(text: string): string {
  const at = Math.floor(text.length / 2);
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

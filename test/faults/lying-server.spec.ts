// A malicious server that answers otherwise than it should: promises about something else, nodes and agreements of nobody,
// bodies held back, words that a terminal would obey.
import { join } from 'node:path';

import { freePort } from '../../apps/cli/src/instance/postgres/free-port.js';
import { failure, open, send, type Sent, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { type Proxy, startProxy } from '../support/proxy.js';

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u;

jest.setTimeout(60_000);

type Answer = Record<string, unknown>;

let demo: DemoInstance;
let proxy: Proxy;
let report: Sent;

beforeAll(async () => {
  proxy = await startProxy();
  const port = await freePort();
  demo = await startDemo({ env: { SEALBRIDGE_ORIGIN: proxy.origin, SEALBRIDGE_PORT: String(port) } });
  proxy.forwardTo(port);
  report = await send(demo, writeReport(join(demo.scratch, 'report')));
}, 180_000);

afterEach(() => proxy.rewriteWith(null));

afterAll(async () => {
  await demo.stop();
  await proxy.stop();
}, 60_000);

/** From now on the one field of this operation's answer is what `change` makes of it. */
function lie(operation: string, change: (answer: Answer) => unknown): void {
  proxy.rewriteWith((name, data) => {
    const [field, answer] = Object.entries(data)[0] ?? ['', {}];
    return name === operation ? { [field]: change(answer as Answer) } : null;
  });
}

async function refusal(): Promise<unknown> {
  return failure(await open(demo, 'liaison', report.reportId));
}

function flipped(base64: unknown): string {
  const bytes = Buffer.from(String(base64), 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString('base64');
}

it('opens while the server tells the truth', async () => {
  succeeded(await open(demo, 'liaison', report.reportId));
});

describe('nothing is opened', () => {
  it('on a promise that is about another opening, signed though it is', async () => {
    let earlier: unknown = null;
    lie('OpenReport', (answer) => {
      earlier = answer['event'];
      return answer;
    });
    succeeded(await open(demo, 'liaison', report.reportId));
    lie('OpenReport', (answer) => ({ ...answer, event: earlier }));
    expect(await refusal()).toEqual({ exit: 5, code: 'E_RECEIPT' });
  });

  it('on a promise whose entry is another one than it shows', async () => {
    lie('OpenReport', (answer) => {
      const event = answer['event'] as Answer;
      return { ...answer, event: { ...event, salt: Buffer.alloc(16).toString('base64') } };
    });
    expect(await refusal()).toEqual({ exit: 5, code: 'E_RECEIPT' });
  });

  it('at a node that the log does not vouch for', async () => {
    lie('Instance', (answer) => ({ ...answer, nodeCert: flipped(answer['nodeCert']) }));
    expect(await refusal()).toEqual({ exit: 5, code: 'E_NODE_CERTIFICATE' });
  });

  it('under an agreement that a party did not sign', async () => {
    lie('AgreementPage', (answer) => ({
      ...answer,
      edges: (answer['edges'] as { node: Answer }[]).map(({ node, ...edge }) => ({
        ...edge,
        node: { ...node, record: flipped(node['record']) },
      })),
    }));
    expect(await refusal()).toEqual({ exit: 5, code: 'E_SIGNATURE' });
  });

  it('when the bodies of the directory are held back', async () => {
    lie('DirectoryBodies', (answer) => ({ ...answer, edges: [] }));
    expect(await refusal()).toEqual({ exit: 5, code: 'E_PARTIAL' });
  });

  it('when the answer is of a kind that objects happen to have', async () => {
    lie('OpenReport', () => ({ __typename: 'constructor', code: 'E_X', message: 'x', path: null }));
    expect(await refusal()).toEqual({ exit: 5, code: 'E_ANSWER' });
  });

  it.each<[string, (answer: Answer) => unknown]>([
    ['lacks a field', ({ frame: _frame, ...rest }) => rest],
    ['has null for a value', (answer) => ({ ...answer, grantSet: null })],
    ['has a number for bytes', (answer) => ({ ...answer, nonce: 7 })],
    ['has bytes that are not base64', (answer) => ({ ...answer, policy: 'not base64!' })],
    ['is a list', () => []],
    ['is nothing', () => null],
  ])('when the answer %s', async (_name, change) => {
    lie('OpeningOffer', change);
    expect(await refusal()).toEqual({ exit: 5, code: 'E_ANSWER' });
  });
});

it('cannot hide an entry from an auditor by calling the view restricted', async () => {
  lie('AuditLines', (answer) => {
    const lines = (answer['lines'] as Answer[]).map((line) =>
      line['kind'] === 'audit' ? { ...line, kind: 'withheld', payload: null, salt: null, nodeSig: null } : line,
    );
    return { ...answer, restrictedTo: report.reportId, lines };
  });
  const { exit, stderr } = await demo.cli('auditor', ['audit', 'verify', '--json']);
  expect({ exit, code: /^code: (\w+)$/mu.exec(stderr)?.[1] }).toEqual({ exit: 5, code: 'E_WITHHELD' });
});

describe('a terminal obeys nothing', () => {
  it('in the words of a refusal', async () => {
    const message = '\u001b[2J\u009b1mgone\nerror: forged';
    const refused = { __typename: 'Refused', code: 'E_REFUSED', message, path: null, reason: message, ref: 'x' };
    lie('OpeningOffer', () => refused);
    const result = await open(demo, 'liaison', report.reportId);
    expect(failure(result)).toEqual({ exit: 3, code: 'E_SERVER' });
    expect(result.stderr).not.toMatch(CONTROL);
    expect(result.stderr.match(/^error:/gmu)).toHaveLength(1);
  });

  it('in a list, as text and as JSON', async () => {
    const name = 'harbour\u001b[2J\u202e\u009b1m\nnorthgate';
    lie('Inbox', (answer) => {
      const edges = answer['edges'] as { readonly node: Answer }[];
      const hostile = edges.map((edge) => ({ ...edge, node: { ...edge.node, originUnitHandle: name } }));
      return { ...answer, edges: hostile };
    });
    const text = succeeded(await demo.cli('liaison', ['inbox', 'list', '--limit', '1']));
    expect(text.stdout).not.toMatch(CONTROL);
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(2);
    const json = succeeded(await demo.cli('liaison', ['inbox', 'list', '--limit', '1', '--json']));
    expect(json.stdout).not.toMatch(CONTROL);
    expect(json.json()).toMatchObject({ reports: [{ from: name }] });
  });
});

// Writes test/vectors/transparency/*.json with the naive second implementation, so that the library is not measured by
// itself. `--check` compares instead of writing.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  sha256,
  bytesOf,
  keyOf,
  pae,
  keyId,
  vkeyOf,
  lineOf,
  leafHash,
  mth,
  path,
  subproof,
  cbor,
  map,
} from './naive-log.mjs';

const FOLDER = fileURLToPath(new URL('../vectors/transparency/', import.meta.url));
const ORIGIN = 'log.example/vectors';

// The world of the vectors
const log = keyOf('log');
const witnesses = ['a', 'b', 'c'].map((name) => ({
  name: `w${name}`,
  keyName: `witness.example/${name}`,
  ...keyOf(`witness ${name}`),
}));
const entries = Array.from({ length: 21 }, (_, index) => Buffer.from(`entry ${index}`));
const leaves = entries.map(leafHash);
const base64 = (bytes) => bytes.toString('base64');
const checkpointText = (size, root = mth(leaves.slice(0, size))) => `${ORIGIN}\n${size}\n${base64(root)}\n`;
const logLine = (text) => lineOf(ORIGIN, keyId(ORIGIN, 1, log.publicKey), log.sign(text));
function cosignLine({ keyName, publicKey, sign: signWith }, text, seconds) {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = Buffer.concat([time, signWith(`cosignature/v1\ntime ${seconds}\n${text}`)]);
  return lineOf(keyName, keyId(keyName, 4, publicKey), signature);
}
const noteOf = (text, ...lines) => `${text}\n${lines.join('')}`;
const flip = (text, at) => {
  const bytes = Buffer.from(text, 'base64');
  bytes[at] ^= 1;
  return base64(bytes);
};
const vkey = vkeyOf(ORIGIN, 1, log.publicKey);
const witnessLines = witnesses.map(
  ({ name, keyName, publicKey }) => `witness ${name} ${vkeyOf(keyName, 4, publicKey)}\n`,
);
const policy = `# two of three\nlog ${vkey}\n${witnessLines.join('')}group two 2 wa wb wc\nquorum two\n`;

const inclusion = (index, size) => ({
  leafIdx: index,
  treeSize: size,
  root: base64(mth(leaves.slice(0, size))),
  leafHash: base64(leaves[index]),
  proof: path(index, leaves.slice(0, size)).map(base64),
});
const consistency = (size1, size2) => ({
  size1,
  size2,
  root1: base64(mth(leaves.slice(0, size1))),
  root2: base64(mth(leaves.slice(0, size2))),
  proof: subproof(size1, leaves.slice(0, size2), true).map(base64),
});
const file = (description, content, expect, key) => ({
  description,
  kind: 'standalone',
  file: typeof content === 'string' ? content : JSON.stringify(content),
  ...(key === undefined ? {} : { vkey: key }),
  expect,
});

function standalone() {
  const good = [0, 1, 2, 7, 8, 12, 16, 20].map((index) =>
    file(`leaf ${index} of 21 is included`, inclusion(index, 21), 'ok'),
  );
  const alike = [
    [1, 1],
    [1, 21],
    [2, 3],
    [7, 8],
    [8, 21],
    [16, 21],
    [20, 21],
    [21, 21],
  ].map(([a, b]) => file(`the tree of ${a} is the beginning of that of ${b}`, consistency(a, b), 'ok'));
  const one = inclusion(12, 21);
  const two = consistency(7, 21);
  const text = checkpointText(21);
  const note = noteOf(text, logLine(text));
  const proofLines = path(12, leaves).map(base64).join('\n');
  const proof = `c2sp.org/tlog-proof@v1\nextra ${base64(entries[12])}\nindex 12\n${proofLines}\n\n${note}`;
  const other = keyOf('nobody');
  return [
    ...good,
    ...alike,
    file('an inclusion proof with another index', { ...one, leafIdx: 13 }, 'E_PROOF'),
    file('an inclusion proof with another leaf', { ...one, leafHash: base64(leaves[3]) }, 'E_PROOF'),
    file(
      'an inclusion proof with a flipped bit',
      { ...one, proof: [flip(one.proof[0], 31), ...one.proof.slice(1)] },
      'E_PROOF',
    ),
    file('an inclusion proof that is one hash short', { ...one, proof: one.proof.slice(1) }, 'E_PROOF'),
    file('an inclusion proof with an index beyond the tree', { ...one, leafIdx: 21 }, 'E_PROOF'),
    file(
      'an inclusion proof with a size beyond 2^53',
      `{"leafIdx":0,"treeSize":9007199254740993,"root":"${one.root}","leafHash":"${one.leafHash}","proof":[]}`,
      'E_FORM',
    ),
    file('an inclusion proof with a negative index', { ...one, leafIdx: -1 }, 'E_FORM'),
    file('an inclusion proof whose root is too short', { ...one, root: 'AAAA' }, 'E_FORM'),
    file('an inclusion proof with stray bits in its base64', { ...one, root: `${one.root.slice(0, -2)}B=` }, 'E_FORM'),
    file('a consistency proof with swapped roots', { ...two, root1: two.root2, root2: two.root1 }, 'E_PROOF'),
    file(
      'a consistency proof with a flipped bit',
      { ...two, proof: two.proof.map((hash, at) => (at === 2 ? flip(hash, 0) : hash)) },
      'E_PROOF',
    ),
    file('a consistency proof without its hashes', { ...two, proof: [] }, 'E_PROOF'),
    file('a consistency proof from the empty tree', { ...two, size1: 0 }, 'E_PROOF'),
    file('a consistency proof that goes back', { ...two, size1: 21, size2: 7 }, 'E_PROOF'),
    file('a signed checkpoint under its key', note, 'ok', vkey),
    file('a signed checkpoint without a key', note, 'E_KEY'),
    file('a signed checkpoint under another key', note, 'E_SIGNATURE', vkeyOf(ORIGIN, 1, other.publicKey)),
    file('a signed checkpoint of another size', note.replace('\n21\n', '\n22\n'), 'E_SIGNATURE', vkey),
    file('a checkpoint without an empty line', note.replace('\n\n', '\n'), 'E_FORM', vkey),
    file('a key whose id is not its own', note, 'E_KEY', vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')),
    file('a tlog-proof with its entry', proof, 'ok'),
    file('a tlog-proof with its entry under the key of its log', proof, 'ok', vkey),
    file('a tlog-proof under another key', proof, 'E_SIGNATURE', vkeyOf(ORIGIN, 1, other.publicKey)),
    file('a tlog-proof with the leaf hash as extra', proof.replace(base64(entries[12]), base64(leaves[12])), 'ok'),
    file('a tlog-proof without its entry', proof.replace(/extra .*\n/, ''), 'E_NO_LEAF'),
    file('a tlog-proof with another entry', proof.replace(base64(entries[12]), base64(entries[11])), 'E_PROOF'),
    file('a tlog-proof with another index', proof.replace('index 12', 'index 11'), 'E_PROOF'),
    file('a tlog-proof with a leading zero', proof.replace('index 12', 'index 012'), 'E_FORM'),
    file('a tlog-proof cut before its checkpoint', proof.slice(0, proof.indexOf('\n\n') + 2), 'E_FORM'),
    file('nothing', '', 'E_FORM', vkey),
    file('a json array', '{"leafIdx":[]}', 'E_FORM'),
    file('json that ends early', '{"size1":1,', 'E_FORM'),
  ];
}

function checkpoints() {
  const text = checkpointText(21);
  const [a, b, c] = witnesses.map((witness) => cosignLine(witness, text, 1_700_000_000));
  const signed = logLine(text);
  const vector = (description, note, expect, options = {}) => ({
    description,
    kind: 'checkpoint',
    note,
    policy,
    expect,
    ...options,
  });
  const extended = `${text}extension\n`;
  return [
    vector('two of three cosignatures', noteOf(text, signed, a, b), 'ok'),
    vector('three of three, the log last', noteOf(text, c, b, a, signed), 'ok'),
    vector('one of three', noteOf(text, signed, a), 'E_QUORUM'),
    vector('the same witness twice', noteOf(text, signed, a, a), 'E_QUORUM'),
    vector(
      'one witness at two times',
      noteOf(text, signed, a, cosignLine(witnesses[0], text, 1_700_000_500)),
      'E_QUORUM',
    ),
    vector(
      'a cosignature of another checkpoint',
      noteOf(text, signed, a, cosignLine(witnesses[1], checkpointText(20), 1_700_000_000)),
      'E_SIGNATURE',
    ),
    vector(
      'a cosignature whose time was changed',
      noteOf(
        text,
        signed,
        a,
        b.replace(/ ([^ ]+)\n$/, (_, line) => ` ${flip(line, 11)}\n`),
      ),
      'E_SIGNATURE',
    ),
    vector(
      'lines by unknown keys are ignored',
      noteOf(text, signed, a, b, cosignLine({ keyName: 'x', ...keyOf('x') }, text, 5)),
      'ok',
    ),
    vector('no signature by the log', noteOf(text, a, b, c), 'E_SIGNATURE'),
    vector(
      'a log line that does not verify beside one that does',
      noteOf(text, signed, logLine(checkpointText(3)), a, b),
      'E_SIGNATURE',
    ),
    vector('another origin', noteOf(text.replace('vectors', 'others'), signed, a, b), 'E_ORIGIN'),
    vector(
      'an extension line is signed and kept',
      noteOf(extended, logLine(extended), ...witnesses.map((one) => cosignLine(one, extended, 9))),
      'ok',
    ),
    vector('a size with a leading zero', noteOf(checkpointText('021', mth(leaves)), signed), 'E_FORM'),
    vector('a cosignature from the future', noteOf(text, signed, a, b), 'E_SIGNATURE', { now: 1_699_990_000 }),
    vector('a cosignature within the clock allowance', noteOf(text, signed, a, b), 'ok', { now: 1_699_999_800 }),
    vector('a control character', noteOf(text, signed, a, b).replace('\n21', '\t21'), 'E_FORM'),
    vector('a line without its newline', noteOf(text, signed, a, b).slice(0, -1), 'E_FORM'),
  ];
}

function policies() {
  const vector = (description, text, expect) => ({ description, kind: 'policy', text, expect });
  const [a, b] = witnessLines;
  return [
    vector('logs, witnesses, a group and a quorum', policy, 'ok'),
    vector('a witness as the quorum', `log ${vkey}\n${a}quorum wa\n`, 'ok'),
    vector('no witness at all', `log ${vkey}\nquorum none\n`, 'ok'),
    vector('no log, which other context may know', `${a}quorum wa\n`, 'ok'),
    vector(
      'tabs, spaces, comments, urls and no newline at the end',
      `\t# c\n  log\t${vkey} https://l.example/\n${a}quorum wa`,
      'ok',
    ),
    vector('groups of groups', `${witnessLines.join('')}group x any wa wb\ngroup y all x wc\nquorum y\n`, 'ok'),
    vector('no quorum', `log ${vkey}\n`, 'E_FORM'),
    vector('two quorums', `${a}quorum wa\nquorum wa\n`, 'E_FORM'),
    vector('a quorum defined after its line', `quorum wa\n${a}`, 'E_FORM'),
    vector('a group member defined later', `${a}group g any wa wb\n${b}quorum g\n`, 'E_FORM'),
    vector('a member of two groups', `${a}${b}group g any wa wb\ngroup h any wa\nquorum g\n`, 'E_FORM'),
    vector('a threshold of zero', `${a}group g 0 wa\nquorum g\n`, 'E_FORM'),
    vector('a threshold over the members', `${a}group g 2 wa\nquorum g\n`, 'E_FORM'),
    vector('an empty group', `${a}group g all\nquorum g\n`, 'E_FORM'),
    vector('none as a member', `${a}group g any none\nquorum g\n`, 'E_FORM'),
    vector('one key under two names', `${a}${a.replace('witness wa', 'witness other')}quorum wa\n`, 'E_FORM'),
    vector('one name twice', `${a}${b.replace('witness wb', 'witness wa')}quorum wa\n`, 'E_FORM'),
    vector('a log key as a witness', `witness w ${vkey}\nquorum w\n`, 'E_KEY'),
    vector('a witness key as a log', `log ${vkeyOf('w', 4, witnesses[0].publicKey)}\nquorum none\n`, 'E_KEY'),
    vector('an unknown word', `trust ${vkey}\nquorum none\n`, 'E_FORM'),
    vector('a carriage return', 'quorum none\r\n', 'E_FORM'),
  ];
}

function auditVectors() {
  const node = keyOf('node');
  const boot = bytesOf('boot', 16);
  const salt = bytesOf('salt', 16);
  const payloadOf = (change = (fields) => fields) =>
    cbor({
      fields: change([
        'al1',
        bytesOf('event', 16),
        1_700_000_000_000_001,
        'node-a',
        boot,
        41,
        map(bytesOf('org', 16), bytesOf('unit', 16), bytesOf('member', 16), bytesOf('device', 16)),
        bytesOf('session', 32),
        map(2, 'device-key', null),
        'report.ledger',
        'consultation',
        map('report', '00112233-4455-6677-8899-aabbccddeeff', 1, bytesOf('report', 32)),
        map('oversight', bytesOf('case', 32), null),
        map('ALLOW', ['rule-7'], bytesOf('policy', 32), bytesOf('attrs', 32)),
        map('Ledger', bytesOf('document', 32), null, '10-99'),
        bytesOf('request', 16),
        null,
        map('0.1.0', '192.0.2.0/24'),
        null,
        null,
        null,
      ]),
    });
  const put = (key, value) => (fields) => fields.map((field, at) => (at === key ? value : field));
  const vector = (description, payload, expect, change = {}) => ({
    description,
    kind: 'payload',
    payload: payload.toString('hex'),
    salt: salt.toString('hex'),
    entry: sha256('al1', salt, payload).toString('hex'),
    nodeKey: node.publicKey.toString('hex'),
    nodeSeq: 41,
    bootId: boot.toString('hex'),
    nodeSig: node.sign(pae('al1.node', cbor([sha256(payload), boot, 41]))).toString('hex'),
    expect,
    ...change,
  });
  const good = payloadOf();
  const heartbeat = payloadOf((fields) =>
    put(20, map(40, [3, 17]))(put(10, 'operation')(put(9, 'node.heartbeat')(fields))),
  );
  const receiptBody = cbor([ORIGIN, bytesOf('event', 16), leaves[0], 1_700_000_000_000_000, 60]);
  const certBody = cbor(['node-a', node.publicKey, ORIGIN, 1_700_000_000]);
  const signed = (description, kind, domain, body, signer, expect) => ({
    description,
    kind,
    bytes: cbor([body, signer.sign(pae(domain, body))]).toString('hex'),
    key: (kind === 'receipt' ? node : log).publicKey.toString('hex'),
    expect,
  });
  return [
    vector('a payload with every field its form allows', good, 'ok'),
    vector('a heartbeat with burned numbers', heartbeat, 'ok'),
    vector(
      'an action this version does not know',
      payloadOf((fields) => put(9, 'report.future')(fields)),
      'ok',
    ),
    vector('another salt', good, 'E_ENTRY', { salt: bytesOf('other salt', 16).toString('hex') }),
    vector('the signature of another number', good, 'E_NODE_SIGNATURE', { nodeSeq: 42 }),
    vector('a known action under another legal class', payloadOf(put(10, 'disclosure')), 'E_FORM'),
    vector('a node report outside a heartbeat', payloadOf(put(20, map(1, []))), 'E_FORM'),
    vector(
      'burned numbers that do not rise',
      payloadOf((fields) => put(20, map(40, [17, 3]))(put(10, 'operation')(put(9, 'node.heartbeat')(fields)))),
      'E_FORM',
    ),
    vector('a device request without its signature', payloadOf(put(18, bytesOf('x', 8))), 'E_FORM'),
    vector(
      'an effect that is none',
      payloadOf(put(13, map('MAYBE', [], bytesOf('policy', 32), bytesOf('attrs', 32)))),
      'E_FORM',
    ),
    vector('an id of 15 bytes', payloadOf(put(1, bytesOf('event', 15))), 'E_FORM'),
    vector(
      'a field too many',
      payloadOf((fields) => [...fields, null]),
      'E_FORM',
    ),
    vector(
      'a field too few',
      payloadOf((fields) => fields.slice(0, -1)),
      'E_FORM',
    ),
    vector('a byte left over', Buffer.concat([good, Buffer.from([0])]), 'E_FORM'),
    vector(
      'a number that is not in its shortest form',
      Buffer.concat([Buffer.from([0xb8, 21]), good.subarray(1)]),
      good[0] === 0xb5 ? 'E_FORM' : 'ok',
    ),
    signed('a receipt', 'receipt', 'al1.receipt', receiptBody, node, 'ok'),
    signed('a receipt signed in another domain', 'receipt', 'al1.node', receiptBody, node, 'E_SIGNATURE'),
    signed('a receipt signed by another key', 'receipt', 'al1.receipt', receiptBody, log, 'E_SIGNATURE'),
    signed(
      'a receipt with a field too many',
      'receipt',
      'al1.receipt',
      cbor([ORIGIN, bytesOf('event', 16), leaves[0], 1, 60, 1]),
      node,
      'E_FORM',
    ),
    signed('a node certificate', 'certificate', 'al1.nodecert', certBody, log, 'ok'),
    signed('a node certificate the node gave itself', 'certificate', 'al1.nodecert', certBody, node, 'E_SIGNATURE'),
  ];
}

const FILES = {
  'standalone.json': { description: 'Files for `audit check`: proofs and notes of any origin.', vectors: standalone() },
  'checkpoints.json': {
    description: 'Checkpoints under a policy of one log and two of three witnesses.',
    vectors: checkpoints(),
  },
  'policies.json': { description: 'Policy files (C2SP tlog-policy).', vectors: policies() },
  'audit.json': { description: 'Audit payloads, receipts and node certificates.', vectors: auditVectors() },
};

mkdirSync(FOLDER, { recursive: true });
for (const [name, content] of Object.entries(FILES)) {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(`${FOLDER}${name}`, text);
  else if (readFileSync(`${FOLDER}${name}`, 'utf8') !== text) throw new Error(`${name} is not what this script writes`);
}

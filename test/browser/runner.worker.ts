// Runs in a dedicated Worker of a browser: every library vector, and a report that is sealed and opened. Answers with one
// line per failure.
import { closeReport, openAttachment, openReport } from '@sealbridge/opening';
import { equal, ready, sha256, utf8 } from '@sealbridge/sodium';
import { makeSmallWorld } from '../support/directory-fixture.js';
import { checkedOffer, fileOf, makeReport, openingInput, sealInWorld } from '../support/envelope-fixture.js';
import { runTransparencyVectors, type TransparencyVectors } from '../support/transparency-vectors.js';
import { runDirectoryVectors, type DirectoryVectors } from '../vectors/directory/run.js';
import { runEnvelopeVectors, type EnvelopeVectors } from '../vectors/envelope/run.js';
import { runKeyringVectors, type KeyringVectors } from '../vectors/keyring/run.js';
import { runSodiumVectors, type SodiumVectors } from '../vectors/sodium/run.js';

/** What the page gets: how many cases ran, and what failed. */
export interface RunnerReport {
  readonly cases: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

declare global {
  interface ImportMeta {
    glob<T>(pattern: string, options: { readonly eager: true; readonly import: 'default' }): Record<string, T>;
  }
}

const FILE_BYTES = 300_000;

async function run(): Promise<RunnerReport> {
  await ready();
  const failures: string[] = [];
  const cases: Record<string, number> = {};
  const take = (name: string, count: number, lines: readonly string[]): void => {
    cases[name] = count;
    failures.push(...lines.map((line) => `${name}: ${line}`));
  };
  for (const [name, file] of Object.entries(files('sodium'))) {
    take(name, countOf(file), runSodiumVectors(file as SodiumVectors));
  }
  for (const [name, file] of Object.entries(files('envelope'))) {
    take(name, countOf(file), await runEnvelopeVectors(file as EnvelopeVectors));
  }
  for (const [name, file] of Object.entries(files('directory'))) {
    take(name, countOf(file), runDirectoryVectors(file as DirectoryVectors));
  }
  for (const [name, file] of Object.entries(files('keyring'))) {
    take(name, countOf(file), await runKeyringVectors(file as KeyringVectors));
  }
  for (const [name, file] of Object.entries(files('transparency'))) {
    const results = runTransparencyVectors(file as TransparencyVectors);
    const wrong = results.filter(({ expected, got }) => expected !== got);
    take(
      name,
      results.length,
      wrong.map(({ description, got }) => `${description}: ${got}`),
    );
  }
  take('seal and open', 1, await sealAndOpen());
  return { cases, failures };
}

async function sealAndOpen(): Promise<string[]> {
  const world = await makeSmallWorld('browser');
  const file = new Uint8Array(FILE_BYTES).map((_, index) => index % 251);
  const report = makeReport({ attachments: [{ path: 'scan.pdf' }] });
  const logged = await sealInWorld(world, { report, attachments: [fileOf(file)] });
  const opened = await openReport(checkedOffer(world, logged), openingInput(world, logged));
  const [entry] = opened.attachments;
  const [blob] = logged.sealed.attachments;
  if (entry === undefined || blob === undefined) return ['the attachment is not there'];
  const pieces: Uint8Array[] = [];
  await openAttachment(opened, entry.id, blob, {
    write: (chunk) => Promise.resolve(void pieces.push(chunk)),
    finish: () => Promise.resolve(),
    abort: () => Promise.resolve(),
  });
  closeReport(opened);
  const sameText = JSON.stringify(opened.statements) === JSON.stringify(report.statements);
  const sameFile = equal(sha256(...pieces), sha256(file));
  return [...(sameText ? [] : ['the statements differ']), ...(sameFile ? [] : ['the attachment differs'])];
}

// Vite's: the vector files become part of the bundle.
const bundled = import.meta.glob<object>('../vectors/{sodium,envelope,directory,keyring,transparency}/*.json', {
  eager: true,
  import: 'default',
});

function files(lib: string): Record<string, object> {
  const entries = Object.entries(bundled).filter(([path]) => path.startsWith(`../vectors/${lib}/`));
  return Object.fromEntries(entries.map(([path, file]) => [path.slice('../vectors/'.length), file]));
}

function countOf(file: object): number {
  return 'cases' in file && Array.isArray(file.cases) ? file.cases.length : 0;
}

// Text first: a Worker without WASM or randomness must say so instead of staying silent.
run().then(
  (report) => {
    postMessage(report);
  },
  (error: unknown) => {
    postMessage({ cases: {}, failures: [`the worker failed: ${String(error)}`], proof: utf8('').length });
  },
);

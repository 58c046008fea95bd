import { mkdirSync, readFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { AuditLinesDocument, type AuditLinesQuery } from '@sealbridge/api-client';
import { call, type LogFiles, serverLogFiles, syncPersonLog } from '@sealbridge/client';
import { fromBase64 } from '@sealbridge/sodium';
import {
  BUNDLE_FILES,
  bundleTilePath,
  type CheckedCheckpoint,
  ENTRY_KINDS,
  tilePath,
  tilesOf,
  writeBundleLine,
  writeManifest,
} from '@sealbridge/transparency';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import type { Person } from '../../session/person.js';

type Lines = AuditLinesQuery['auditLines'];

/** Lines of one answer. */
const PAGE = 500;
const MODE_PRIVATE = 0o600;

/**
 * Writes the evidence bundle of everything this person may see into a folder: manifest, entries, tiles, checkpoint, policy. What
 * is fetched is not judged here: `verifyFolder` does that, with the same steps as for a bundle from a stranger. Resolves with
 * the paths in the order they belong into a zip.
 */
export async function gatherBundle(person: Person, folder: string): Promise<string[]> {
  const { checkpoint } = await syncPersonLog(person);
  const manifest = await writeEntries(person, folder, checkpoint.size);
  const tiles = await writeTiles(serverLogFiles(person.server, person.token), folder, checkpoint);
  await write(folder, BUNDLE_FILES.checkpoint, checkpoint.note);
  await write(folder, BUNDLE_FILES.policy, new Uint8Array(readFileSync(person.profile.policyFile)));
  const { origin, size } = checkpoint;
  const { nodeCerts, restrictedTo } = manifest;
  const made = new Date().toISOString();
  await write(
    folder,
    BUNDLE_FILES.manifest,
    writeManifest({ origin, size, made, nodeCerts: nodeCerts.map(fromBase64), restrictedTo: restrictedTo ?? null }),
  );
  return [...Object.values(BUNDLE_FILES), ...tiles];
}

/** Every entry below `size`, page by page; the last page says whose view it is and which nodes there were. */
async function writeEntries(
  person: Person,
  folder: string,
  size: number,
): Promise<Pick<Lines, 'nodeCerts' | 'restrictedTo'>> {
  const file = await open(join(folder, BUNDLE_FILES.entries), 'wx', MODE_PRIVATE);
  try {
    for (let from = 0; ;) {
      const count = Math.min(PAGE, size - from);
      const { auditLines } = await call(() => person.client.request(AuditLinesDocument, { from, count }));
      if (auditLines.lines.length !== count) throw incomplete();
      for (const line of auditLines.lines) await file.writeFile(bundleLine(line));
      from += count;
      if (from >= size) return auditLines;
    }
  } finally {
    await file.close();
  }
}

function bundleLine(line: Lines['lines'][number]): Uint8Array {
  const kind = ENTRY_KINDS.find((known) => known === line.kind);
  if (kind === undefined) throw incomplete();
  return writeBundleLine({
    index: line.index,
    kind,
    entry: fromBase64(line.entry),
    payload: optional(line.payload),
    salt: optional(line.salt),
    nodeSig: optional(line.nodeSig),
    record: optional(line.record),
  });
}

function optional(text: string | null | undefined): Uint8Array | null {
  return text === null || text === undefined ? null : fromBase64(text);
}

async function writeTiles(files: LogFiles, folder: string, { size }: CheckedCheckpoint): Promise<string[]> {
  const paths: string[] = [];
  for (const { level, index, width } of tilesOf(size)) {
    const path = bundleTilePath(level, index, width);
    await write(folder, path, await files.read(tilePath(level, index, width)));
    paths.push(path);
  }
  return paths;
}

async function write(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, bytes, { mode: MODE_PRIVATE, flag: 'wx' });
}

function incomplete(): Failure {
  return new Failure({
    code: 'E_SHORT',
    exit: EXIT.VERIFICATION,
    message: 'the server does not give every entry below its own checkpoint',
  });
}

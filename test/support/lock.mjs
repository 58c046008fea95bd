// Reading package-lock.json (version 3): how Node would resolve a name from a package, and what an install would contain.

/**
 * @typedef {object} LockEntry What the lockfile says of one installed folder.
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, {optional?: boolean}>} [peerDependenciesMeta]
 *
 * @typedef {object} Lockfile
 * @property {number} lockfileVersion
 * @property {Record<string, LockEntry>} packages Keyed by folder: '' is the root, then `apps/api`, `node_modules/pg`, …
 */

/**
 * The folder that `name` resolves to for the package in `folder`, links followed; null when the lock has none.
 * @param {Lockfile} lock
 * @param {string} folder
 * @param {string} name
 * @returns {string | null}
 */
export function resolveInLock(lock, folder, name) {
  for (let at = folder; ; at = parentOf(at)) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    const entry = lock.packages[candidate];
    if (entry) return entry.link ? (entry.resolved ?? null) : candidate;
    if (at === '') return null;
  }
}

/** @param {string} folder */
function parentOf(folder) {
  const nested = folder.lastIndexOf('/node_modules/');
  return nested < 0 ? '' : folder.slice(0, nested);
}

/**
 * The folders that an install of one workspace contains when development and optional dependencies are left out.
 * @param {Lockfile} lock
 * @param {string} workspace for instance `apps/api`
 * @returns {string[]} sorted, the workspace itself included
 */
export function productionSet(lock, workspace) {
  const seen = new Set([workspace]);
  const queue = [workspace];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const entry = lock.packages[folder];
    if (!entry) throw new Error(`the lockfile has no entry for ${folder}`);
    const names = [...Object.keys(entry.dependencies ?? {}), ...requiredPeers(entry)];
    for (const name of names) {
      const found = resolveInLock(lock, folder, name);
      if (found !== null && !seen.has(found)) {
        seen.add(found);
        queue.push(found);
      }
    }
  }
  return [...seen].sort();
}

/** @param {LockEntry} entry */
function requiredPeers(entry) {
  return Object.keys(entry.peerDependencies ?? {}).filter((name) => !entry.peerDependenciesMeta?.[name]?.optional);
}

/**
 * Optional dependencies that some package names and the lock has no entry for: `npm ci` refuses such a lock.
 * @param {Lockfile} lock
 * @returns {{name: string, version: string, dev: boolean, folder: string}[]} with the folder where the entry belongs
 */
export function missingOptionals(lock) {
  const missing = new Map();
  for (const [folder, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolveInLock(lock, folder, name) === null)
        missing.set(name, { name, version, dev: entry.dev === true, folder: `node_modules/${name}` });
    }
  }
  return [...missing.values()];
}

/**
 * Entries that would tie an install to one host: an address of a registry or of any other server.
 * @param {Lockfile} lock
 * @returns {string[]} folders
 */
export function entriesWithHost(lock) {
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.resolved !== undefined && /^[a-z+]+:/i.test(entry.resolved))
    .map(([folder]) => folder);
}

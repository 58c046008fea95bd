import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { loadedFile } from './demo/progress.js';
import type { InstanceHome } from './home.js';
import { DATABASE_ROLES, passwordFile, roleUrl } from './passwords.js';
import type { Program } from './processes/supervised.js';
import type { InstanceSettings } from './settings.js';

/** The ports the programs of one run listen on, all on 127.0.0.1. */
export interface Ports {
  readonly api: number;
  readonly metrics: number;
  readonly witness: number;
}

const DEMO_CHECKPOINT_INTERVAL = 'PT10S';

/** Everybody of the demo world is at one address, and some do in a minute what people do in weeks. */
const DEMO_LIMITS = {
  SEALBRIDGE_LIMIT_MEMBER_PER_MINUTE: '12000',
  SEALBRIDGE_LIMIT_ORG_PER_MINUTE: '36000',
  SEALBRIDGE_LIMIT_GUEST_PER_MINUTE: '12000',
};

/** The instance as its users see it. */
export function publicOrigin(settings: InstanceSettings, ports: Ports): string {
  return settings.origin ?? `http://localhost:${ports.api}`;
}

/** Brings the database up to date; runs once, with the rights to create roles. */
export function migrateProgram(home: InstanceHome, adminUrl: string): Program {
  const passwords = DATABASE_ROLES.filter((role) => role !== 'superuser').map(
    (role) => [`SEALBRIDGE_${role.toUpperCase()}_PASSWORD_FILE`, passwordFile(home, role)] as const,
  );
  return {
    name: 'migrate',
    module: moduleOf('apps/api/dist/migrate.js'),
    env: { DATABASE_URL: adminUrl, SEALBRIDGE_KEYS_DIR: home.apiKeys, ...Object.fromEntries(passwords) },
  };
}

/**
 * Node gives what is new in memory so much room on a large machine that most of what a server holds is dead. In MB; a server that is
 * run otherwise wants the same (docs/reference/configuration.md).
 */
const YOUNG_MEMORY = '--max-semi-space-size=8';

/** The GraphQL server. */
export function apiProgram(home: InstanceHome, settings: InstanceSettings, adminUrl: string, ports: Ports): Program {
  return {
    name: 'api',
    module: moduleOf('apps/api/dist/main.js'),
    nodeArguments: [YOUNG_MEMORY],
    env: {
      NODE_ENV: 'production',
      SEALBRIDGE_PORT: String(ports.api),
      SEALBRIDGE_METRICS_PORT: String(ports.metrics),
      SEALBRIDGE_ORIGIN: publicOrigin(settings, ports),
      SEALBRIDGE_DEMO: settings.demo ? '1' : '0',
      DATABASE_URL: roleUrl(home, adminUrl, 'api'),
      SEALBRIDGE_KEYS_DIR: home.apiKeys,
      SEALBRIDGE_LOG_DIR: home.log,
      SEALBRIDGE_GENESIS: home.genesisFile,
      SEALBRIDGE_POLICY_FILE: home.policyFile,
      SEALBRIDGE_DOCUMENTS: moduleOf('libs/api-client/trusted-documents.json'),
      ...(settings.demo ? { SEALBRIDGE_READY_FILE: loadedFile(home) } : {}),
      ...(settings.patternWindow === null ? {} : { SEALBRIDGE_PATTERN_WINDOW: settings.patternWindow }),
      ...settings.notices,
      ...(settings.demo ? DEMO_LIMITS : {}),
      ...settings.limits,
      ...(settings.agenciesFile === null ? {} : { SEALBRIDGE_AGENCIES_FILE: settings.agenciesFile }),
    },
  };
}

/** The one writer of the log. */
export function sequencerProgram(
  home: InstanceHome,
  settings: InstanceSettings,
  adminUrl: string,
  ports: Ports,
): Program {
  return {
    name: 'sequencer',
    module: moduleOf('apps/api/dist/sequencer.js'),
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: roleUrl(home, adminUrl, 'sequencer'),
      SEALBRIDGE_KEYS_DIR: home.logKeys,
      SEALBRIDGE_LOG_DIR: home.log,
      SEALBRIDGE_POLICY_FILE: home.policyFile,
      SEALBRIDGE_WITNESSES: `http://127.0.0.1:${ports.witness}`,
      ...(settings.demo ? { SEALBRIDGE_PUBLIC_CHECKPOINT_INTERVAL: DEMO_CHECKPOINT_INTERVAL } : {}),
    },
  };
}

/** The local witness: it shows the mechanism and, on the same machine, protects nobody. */
export function witnessProgram(home: InstanceHome, ports: Ports): Program {
  return {
    name: 'witness',
    module: moduleOf('apps/witness/bin/sealbridge-witness.mjs'),
    env: {
      NODE_ENV: 'production',
      SEALBRIDGE_WITNESS_PORT: String(ports.witness),
      SEALBRIDGE_WITNESS_KEY_FILE: join(home.witnessKeys, 'witness.key'),
      SEALBRIDGE_WITNESS_STATE_DIR: home.witnessState,
      SEALBRIDGE_WITNESS_LOGS_FILE: home.policyFile,
    },
  };
}

/** Loads the demo world through the public API, as its users would; runs once. */
export function demoProgram(home: InstanceHome, server: string): Program {
  return {
    name: 'demo',
    module: fileURLToPath(new URL('./demo/load.js', import.meta.url)),
    env: { SEALBRIDGE_HOME: home.root, SEALBRIDGE_SERVER: server },
  };
}

/** The stewards of a demo home sign the rules of this version; runs once. */
export function policyProgram(home: InstanceHome, server: string): Program {
  return {
    name: 'policy',
    module: fileURLToPath(new URL('./demo/sign-policy.js', import.meta.url)),
    env: { SEALBRIDGE_HOME: home.root, SEALBRIDGE_SERVER: server },
  };
}

/** A program of another app is started, never imported. `apps` and `libs` lie side by side wherever the code is installed. */
function moduleOf(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}

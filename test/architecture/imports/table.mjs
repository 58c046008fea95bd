// Who may import whom, as docs/explanation/architecture.md shows it. A row may import what it lists, and nothing else.

/** @type {Record<string, {workspace: string[], packages: string[]}>} Allowed imports of each workspace, specs excepted. */
export const IMPORT_TABLE = {
  'libs/vocabulary': { workspace: [], packages: [] },
  'libs/sodium': { workspace: [], packages: ['libsodium-wrappers-sumo'] },
  'libs/cbor': { workspace: [], packages: ['cborg'] },
  'libs/redaction': {
    workspace: ['vocabulary'],
    packages: ['libphonenumber-js', 'linkifyjs', 'ibantools', 'validator', 'yaml'],
  },
  'libs/envelope': { workspace: ['vocabulary', 'sodium', 'cbor'], packages: [] },
  'libs/policy': { workspace: ['vocabulary'], packages: ['@casl/ability'] },
  'libs/transparency': { workspace: ['sodium', 'cbor'], packages: [] },
  'libs/directory': { workspace: ['vocabulary', 'sodium', 'transparency', 'cbor'], packages: [] },
  'libs/keyring': {
    workspace: ['vocabulary', 'sodium', 'directory', 'cbor'],
    packages: ['@scure/bip39', 'shamir-secret-sharing'],
  },
  'libs/sealing': {
    workspace: ['vocabulary', 'sodium', 'redaction', 'envelope', 'directory', 'cbor'],
    packages: [],
  },
  'libs/opening': {
    workspace: ['vocabulary', 'sodium', 'envelope', 'directory', 'keyring', 'cbor'],
    packages: [],
  },
  'libs/api-client': { workspace: ['vocabulary', 'envelope', 'cbor'], packages: ['@graphql-typed-document-node/core'] },
  'libs/client': {
    workspace: ['vocabulary', 'sodium', 'cbor', 'envelope', 'keyring', 'directory', 'transparency', 'api-client'],
    packages: [],
  },
  'apps/api': {
    workspace: ['vocabulary', 'sodium', 'envelope', 'directory', 'policy', 'transparency', 'cbor'],
    packages: [
      '@apollo/server',
      '@as-integrations/express5',
      '@nestjs/apollo',
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/graphql',
      '@nestjs/platform-express',
      '@simplewebauthn/server',
      'graphql',
      'nodemailer',
      'openid-client',
      'pg',
      'pino',
      'prom-client',
      'reflect-metadata',
      'rxjs',
      'typeorm',
      'unhomoglyph',
      'express',
    ],
  },
  'apps/witness': { workspace: ['transparency', 'sodium'], packages: [] },
  'apps/cli': {
    workspace: [
      'vocabulary',
      'redaction',
      'sodium',
      'cbor',
      'envelope',
      'sealing',
      'opening',
      'keyring',
      'directory',
      'transparency',
      'policy',
      'api-client',
      'client',
    ],
    packages: ['commander', 'fflate', 'uqr', 'yaml'],
  },
  'apps/web': {
    workspace: [
      'vocabulary',
      'sodium',
      'cbor',
      'envelope',
      'keyring',
      'directory',
      'transparency',
      'api-client',
      'client',
    ],
    packages: [
      '@simplewebauthn/browser',
      'lucide-react',
      'react',
      'react-aria-components',
      'react-dom',
      'react-intl',
      'react-router',
      'uqr',
    ],
  },
};

/** Folders of apps/api/src that hold a feature. What else stands there (access, audit, platform) is below all of them. */
export const FEATURES = ['organisations', 'people', 'keys', 'reports', 'patterns', 'requests', 'notices'];

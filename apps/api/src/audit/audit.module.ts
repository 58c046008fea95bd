import { readFileSync } from 'node:fs';

import { Global, Module } from '@nestjs/common';
import { deriveSigningKeyPair } from '@sealbridge/sodium';
import { type NodeCertificate, parsePolicy, type Policy, verifyNodeCertificate } from '@sealbridge/transparency';

import { API_CONFIGURATION, type ApiConfiguration, keyFiles } from '../platform/configuration/api-configuration.js';
import { ConfigurationError, readBytes, readKeyFile } from '../platform/configuration/reader.js';
import { Readiness } from '../platform/health/readiness.js';
import { Heartbeat } from './heartbeat.js';
import { LogController } from './log.controller.js';
import { NodeIdentity } from './node-identity.js';
import { NodeSequence } from './node-sequence.js';
import { Outbox } from './outbox.js';
import { PublishedLog } from './published-log.js';
import { AuditTrailWriter } from './trail-writer.js';

const SEED_BYTES = 32;

/** Everything that writes to the audit log, and the public log. The queries over it are in AuditQueriesModule. */
@Global()
@Module({
  controllers: [LogController],
  providers: [
    { provide: NodeIdentity, useFactory: makeNodeIdentity, inject: [API_CONFIGURATION] },
    NodeSequence,
    Outbox,
    AuditTrailWriter,
    PublishedLog,
    Heartbeat,
  ],
  exports: [NodeIdentity, Outbox, AuditTrailWriter, PublishedLog],
})
export class AuditModule {
  constructor(readiness: Readiness, log: PublishedLog) {
    readiness.add(async () => {
      const frozen = await log.frozen();
      return frozen ?? ((await log.promptCheckpoint()) === null ? 'E_LOG_NOT_STARTED' : null);
    });
  }
}

/** This node, with its key from a file and its certificate by the log that the policy file names. */
function makeNodeIdentity(configuration: ApiConfiguration): NodeIdentity {
  const files = keyFiles(configuration.keysDir);
  const seed = readKeyFile('SEALBRIDGE_KEYS_DIR', files.node, SEED_BYTES);
  const certificate = readBytes('SEALBRIDGE_KEYS_DIR', files.nodeCertificate);
  const { nodeId, origin } = certifiedBy(
    readPolicy(configuration.policyFile),
    certificate,
    deriveSigningKeyPair(seed).publicKey,
  );
  return new NodeIdentity({ nodeId, seed, certificate, logOrigin: origin });
}

function certifiedBy(policy: Policy, certificate: Uint8Array, publicKey: Uint8Array): NodeCertificate {
  for (const { key } of policy.logs) {
    const found = verified(certificate, key.publicKey);
    if (found !== null && found.origin === key.name && Buffer.from(found.publicKey).equals(Buffer.from(publicKey))) {
      return found;
    }
  }
  throw new ConfigurationError(
    'SEALBRIDGE_KEYS_DIR',
    'holds a node certificate that no log of the policy signed for this key',
  );
}

function verified(certificate: Uint8Array, logKey: Uint8Array): NodeCertificate | null {
  try {
    return verifyNodeCertificate(certificate, logKey);
  } catch {
    return null;
  }
}

function readPolicy(path: string): Policy {
  try {
    return parsePolicy(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigurationError('SEALBRIDGE_POLICY_FILE', 'is not a readable policy');
  }
}

import { Injectable } from '@nestjs/common';

import type { Caller } from '../access/caller.js';
import { NodeIdentity } from '../audit/node-identity.js';
import { PublishedLog } from '../audit/published-log.js';

import type { Instance } from './instance.types.js';

/** What the answer holds of the configuration. */
export class InstanceSettings {
  constructor(
    readonly origin: string,
    /** The witness policy, as text. */
    readonly policyText: string,
  ) {}
}

/** What a client asks before it signs in. */
@Injectable()
export class InstanceService {
  constructor(
    private readonly node: NodeIdentity,
    private readonly log: PublishedLog,
    private readonly settings: InstanceSettings,
  ) {}

  /** May be called by anybody; the prompt checkpoint needs a session, because it shows when something happens (C8). */
  async instance(caller: Caller): Promise<Instance> {
    const { origin, policyText } = this.settings;
    const { logOrigin, keyId, certificate } = this.node;
    const isMember = caller.session !== null;
    const checkpoint = await (isMember ? this.log.promptCheckpoint() : this.log.publicCheckpoint());
    return { origin, logOrigin, nodeKeyId: keyId, nodeCert: certificate, policyText, checkpoint };
  }
}

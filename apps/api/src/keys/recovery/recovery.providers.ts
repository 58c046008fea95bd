import { ExposureService } from './exposure.service.js';
import { ReadinessService } from './readiness.service.js';
import { RecoveryListService } from './recovery-list.service.js';
import { RecoveryPublicationService } from './recovery-publication.service.js';
import { RecoveryReleaseService } from './recovery-release.service.js';
import { RecoveryRepository } from './recovery.repository.js';
import { RecoveryResolver } from './recovery.resolver.js';

/** Recovery stands inside the key directory: its steps are events of chains, and its shares come with them. */
export const RECOVERY_PROVIDERS = [
  ExposureService,
  ReadinessService,
  RecoveryListService,
  RecoveryPublicationService,
  RecoveryReleaseService,
  RecoveryRepository,
  RecoveryResolver,
];

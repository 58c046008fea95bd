import { Module } from '@nestjs/common';

import { NameSkeletons } from './name-skeletons.js';
import { OrganisationRepository } from './organisation.repository.js';
import { OrganisationService } from './organisation.service.js';

/** Organisations and units. */
@Module({ providers: [OrganisationRepository, OrganisationService, NameSkeletons], exports: [OrganisationService] })
export class OrganisationsModule {}

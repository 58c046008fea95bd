import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';

import { uncovered } from './field-coverage.js';

/** Closed by default: a server with a field that nobody decided about does not start. */
@Injectable()
export class SchemaGate implements OnApplicationBootstrap {
  constructor(
    @Inject(GraphQLSchemaHost) private readonly host: GraphQLSchemaHost,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  onApplicationBootstrap(): void {
    const fields = uncovered(this.host.schema, this.providers());
    if (fields.length > 0) {
      throw new UncoveredFields(fields);
    }
  }

  private providers(): object[] {
    const wrappers = [...this.modules.values()].flatMap((module) => [...module.providers.values()]);
    return wrappers.flatMap(({ instance }: { instance: unknown }) =>
      typeof instance === 'object' && instance !== null ? [instance] : [],
    );
  }
}

/** Names of fields, which are ours and no content. */
export class UncoveredFields extends Error {
  constructor(readonly fields: readonly string[]) {
    super(`no policy action covers ${fields.join(', ')}`);
    this.name = 'UncoveredFields';
  }
}

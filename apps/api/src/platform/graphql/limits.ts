import type { ValidationRule } from 'graphql';

import { countRule } from './document-limits.js';
import { weightRule } from './weight.js';

/** Most tokens the parser reads. */
export const MAX_TOKENS = 1000;

/** The rules every document must pass besides GraphQL's own. */
export const LIMIT_RULES: readonly ValidationRule[] = [countRule, weightRule];

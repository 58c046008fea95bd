// For every subscription: which of its arguments could name an organisation or what is its own, and requests that do.
import { type FieldProbes, NAMES_NOTHING } from './requests.js';

/** Every subscription of the schema. Without a probe there is nothing to ask about: what it tells is tried by its own spec. */
export const HIDDEN_SUBSCRIPTIONS: Readonly<Record<string, FieldProbes>> = {
  'Subscription.inboxChanged': { args: [], probes: NAMES_NOTHING },
};

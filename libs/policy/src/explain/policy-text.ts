import { parsePolicy } from '../document.js';
import { recordOf, shaped } from '../json.js';
import { compilePolicy, type Policy } from '../policy.js';
import { PolicyError } from '../policy-error.js';

/**
 * The policy of a text, whose SHA-256 stands in every decision made by it. Throws PolicyError when it is no policy of the form that this
 * build reads, or not in canonical form: another text with another hash would say the same.
 */
export function policyOfText(text: string): Policy {
  const { document, parameters } = shaped(parseJson(text), ['document', 'parameters']);
  const policy = compilePolicy(parsePolicy(document), chosenOf(parameters));
  if (policy.text !== text) throw new PolicyError('E_POLICY_SHAPE');
  return policy;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PolicyError('E_POLICY_SHAPE');
  }
}

function chosenOf(input: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(recordOf(input)).map(([name, choice]) => {
    if (typeof choice !== 'string') throw new PolicyError('E_POLICY_SHAPE');
    return [name, choice] as const;
  });
  return Object.fromEntries(entries);
}

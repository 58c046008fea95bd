import { readFileSync, statSync } from 'node:fs';

import type { Command } from 'commander';

import { ready } from '@sealbridge/sodium';
import { checkStandalone, MAX_STANDALONE_BYTES, type StandaloneVerdict } from '@sealbridge/transparency';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { usage } from '../output/failure.js';

/** `audit check`: one standalone proof, ours or anybody's. Any bytes get a verdict. */
export function checkProofCommand(): Command {
  return verb('check', 'check one proof or signed note, ours or anybody’s; exit 0 or 5')
    .argument('<file>', 'a tlog-proof, a signed checkpoint, or a JSON proof')
    .option('--vkey <key>', 'verifier key of the signer: <name>+<id>+<base64>')
    .action(async (file: string, flags: CommonFlags & { readonly vkey?: string }) => {
      await ready();
      const { output } = consoleFor(flags);
      const verdict = checkStandalone(readProof(file), flags.vkey);
      output.result(verdict, () => asText(verdict));
      if (!verdict.ok) process.exitCode = EXIT.VERIFICATION;
    });
}

/** At most one byte more than is allowed is read, so that a file that is too long is refused as such. */
function readProof(path: string): Uint8Array {
  try {
    if (!statSync(path).isFile()) throw new Error('not a file');
    return new Uint8Array(readFileSync(path).subarray(0, MAX_STANDALONE_BYTES + 1));
  } catch {
    throw usage('E_FILE', 'the file cannot be read');
  }
}

function asText({ ok, kind, code, signature, origin, size }: StandaloneVerdict): string {
  const about = origin === null ? '' : `, ${origin}${size === null ? '' : ` ${size}`}`;
  const signer =
    signature === 'verified' ? 'signature verified' : 'no signature checked: nobody stands behind the root';
  return ok ? `${kind} holds${about}; ${signer}` : `${kind} does not hold: ${code ?? 'E_FORM'}`;
}

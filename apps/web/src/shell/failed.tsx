import type { ReactElement } from 'react';

import { ErrorSummary, type PageError } from '../design/parts/error-summary.js';
import { sayFailure } from '../words/failures.js';
import { shell } from '../words/shell.js';
import { useSay } from '../words/words.js';
import type { FailureParts } from '../worker/failure.js';

/** The error summary of a page whose work failed; nothing when it did not. */
export function Failed({
  failure,
  field,
}: {
  readonly failure: FailureParts | null;
  readonly field?: string;
}): ReactElement | null {
  const say = useSay();
  if (failure === null) return null;
  const error: PageError = { text: sayFailure(say, failure), ...(field === undefined ? {} : { field }) };
  return (
    <ErrorSummary title={say(failure.kind === 'verification' ? shell.checkTitle : shell.errorTitle)} errors={[error]} />
  );
}

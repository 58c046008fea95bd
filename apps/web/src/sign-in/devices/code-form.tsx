import { Search } from 'lucide-react';
import { type ReactElement, type SyntheticEvent, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { Field } from '../../design/parts/field.js';
import { Section } from '../../design/parts/page.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { sayFailure } from '../../words/failures.js';
import { useSay } from '../../words/words.js';
import type { FailureParts } from '../../worker/failure.js';
import { words } from './words.js';

/** The id of the field, which an error leads to. */
export const CODE_FIELD = 'link-code';

interface CodeFormProps {
  readonly busy: boolean;
  readonly failure: FailureParts | null;
  readonly onCode: (code: string) => void;
}

/** The code that another device shows. */
export function CodeForm({ busy, failure, onCode }: CodeFormProps): ReactElement {
  const say = useSay();
  const [code, setCode] = useState('');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <Section title={say(words.code)} about={say(words.codeAbout)}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field
          id={CODE_FIELD}
          label={say(words.codeField)}
          hint={say(words.codeHint)}
          mono
          value={code}
          onChange={setCode}
          error={failure === null ? undefined : sayFailure(say, failure)}
        />
        <div className="row">
          <Button look="main" type="submit" icon={Search} busy={busy}>
            {say(words.find)}
          </Button>
        </div>
      </form>
      <WorkProgress />
    </Section>
  );
}

import { type ReactElement, type SyntheticEvent, useState } from 'react';

import { Button } from '../../design/parts/button.js';
import { ErrorSummary } from '../../design/parts/error-summary.js';
import { Field } from '../../design/parts/field.js';
import { Section } from '../../design/parts/page.js';
import { useSession } from '../../session/session.js';
import { useWork } from '../../session/use-work.js';
import { Failed } from '../../shell/failed.js';
import { WorkProgress } from '../../shell/work-progress.js';
import { useSay } from '../../words/words.js';
import { words } from './words.js';

interface ThreeWordsProps {
  readonly asked: readonly number[];
  readonly onConfirmed: () => Promise<void>;
}

const fieldOf = (number: number): string => `word-${number}`;

/** Three of the 24 words, typed back from the paper. */
export function ThreeWords({ asked, onConfirmed }: ThreeWordsProps): ReactElement {
  const say = useSay();
  const { worker } = useSession();
  const { busy, failure, run } = useWork();
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  const [wrong, setWrong] = useState<readonly number[]>([]);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setWrong([]);
    run(async () => {
      const answer = await worker.call('confirmWords', {
        typed: asked.map((number) => ({ number, word: typed[number] ?? '' })),
      });
      setWrong(answer.wrong);
      if (answer.wrong.length === 0) await onConfirmed();
    });
  };
  return (
    <Section title={say(words.type)} about={say(words.typeAbout)}>
      <ErrorSummary
        title={say(words.wrongTitle, { count: wrong.length })}
        safe={say(words.wrongSafe)}
        errors={wrong.map((number) => ({ field: fieldOf(number), text: say(words.notWord, { number }) }))}
      />
      <Failed failure={failure} />
      <form className="stack" onSubmit={submit} noValidate>
        <div className="fields">
          {asked.map((number) => (
            <Field
              key={number}
              id={fieldOf(number)}
              label={say(words.word, { number })}
              mono
              value={typed[number] ?? ''}
              onChange={(word) => setTyped((before) => ({ ...before, [number]: word }))}
              error={wrong.includes(number) ? say(words.notWord, { number }) : undefined}
            />
          ))}
        </div>
        <Button look="main" type="submit" busy={busy}>
          {say(words.confirm)}
        </Button>
        <WorkProgress />
      </form>
    </Section>
  );
}

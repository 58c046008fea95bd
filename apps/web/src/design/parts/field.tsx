import { TriangleAlert } from 'lucide-react';
import { type ReactElement, type ReactNode, useId } from 'react';

import { Icon } from './icon.js';

interface FieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly id?: string;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly type?: 'text' | 'password';
  /** Set in the mono face: codes and words. */
  readonly mono?: boolean;
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'numeric';
}

/** One line of text with its label above, and beside it what is wrong with it. Nothing typed leaves for a spell-checker. */
export function Field(props: FieldProps): ReactElement {
  const own = useId();
  const id = props.id ?? own;
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const wrong = props.error !== undefined && props.error !== null;
  const described = [props.hint === undefined ? '' : hintId, wrong ? errorId : ''].filter(Boolean).join(' ');
  return (
    <div className={wrong ? 'field wrong' : 'field'}>
      <label htmlFor={id}>{props.label}</label>
      {props.hint === undefined ? null : (
        <p className="hint" id={hintId}>
          {props.hint}
        </p>
      )}
      <input
        id={id}
        className={props.mono === true ? 'input mono' : 'input'}
        type={props.type ?? 'text'}
        inputMode={props.inputMode ?? 'text'}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        autoComplete={props.autoComplete ?? 'off'}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        aria-invalid={wrong || undefined}
        aria-describedby={described === '' ? undefined : described}
      />
      {wrong ? <FieldError id={errorId}>{props.error}</FieldError> : null}
    </div>
  );
}

/** What is wrong with an input, beside it. */
export function FieldError({ id, children }: { readonly id: string; readonly children: ReactNode }): ReactElement {
  return (
    <p className="field-error" id={id}>
      <Icon of={TriangleAlert} />
      {children}
    </p>
  );
}

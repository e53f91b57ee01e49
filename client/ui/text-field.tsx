import { type ComponentProps, useId } from 'react';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'className'> {
  readonly label: string;
  /** Why the text is not accepted; null when nothing is wrong. */
  readonly error: string | null;
}

/** A line of text with its label, and its fault said beside it and aloud. */
export function TextField({ label, error, ...input }: TextFieldProps) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div className="text-field">
      <label htmlFor={id}>{label}</label>
      <input type="text" {...input} id={id} aria-invalid={error !== null} aria-describedby={errorId} />
      <p id={errorId} className="text-field-error" role="alert">
        {error}
      </p>
    </div>
  );
}

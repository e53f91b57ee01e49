import { type ReactNode, useId } from 'react';

interface Option<T extends string> {
  readonly value: T;
  /** The accessible name. */
  readonly name: string;
  /** What is seen. */
  readonly face: ReactNode;
  /** The language of the name, when it is not the page's. */
  readonly lang?: string;
}

interface OptionSwitchProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
}

/** A radio group of small faces: one tab stop, arrow keys move between the options. */
export function OptionSwitch<T extends string>({ label, value, options, onChange }: OptionSwitchProps<T>) {
  const groupName = useId();
  return (
    <div className="option-switch" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className="option" title={option.name}>
          <input type="radio" name={groupName} aria-label={option.name} lang={option.lang} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span className="option-face" aria-hidden="true">
            {option.face}
          </span>
        </label>
      ))}
    </div>
  );
}

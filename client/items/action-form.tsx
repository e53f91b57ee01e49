import { Button } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { ACTION_MAX_CHARS } from '../../shared/limits.ts';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { TextField } from '../ui/text-field.tsx';
import type { ActionTextFault } from './action-text.ts';
import { CharsLeft } from './chars-left.tsx';
import { checkActionText, loadActionTextRules } from './lazy-action-text.ts';
import { useAddAction } from './use-add-action.ts';

export function ActionForm() {
  const t = useText();
  const language = useLanguage();
  const addAction = useAddAction();
  const input = useRef<HTMLInputElement>(null);
  const isChecking = useRef(false);
  const [text, setText] = useState('');
  const [fault, setFault] = useState<ActionTextFault | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    input.current?.focus();
    // The first check waits for its rules; Enter pressed twice meanwhile is one action.
    if (isChecking.current) return;
    isChecking.current = true;
    const checked = await checkActionText(text);
    isChecking.current = false;
    setFault(checked.fault);
    if (checked.fault !== null) return;
    addAction({ action: checked.text });
    setText((current) => (current === text ? '' : current));
  }

  return (
    <form className="action-form" noValidate onSubmit={(event) => void submit(event)}>
      <TextField
        ref={input}
        label={t('compose.label')}
        placeholder={t('compose.placeholder')}
        value={text}
        error={fault && t(`compose.${fault}`, { formatted: formatNumber(language, ACTION_MAX_CHARS) })}
        autoComplete="off"
        onFocus={loadActionTextRules}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setFault(null);
        }}
      />
      <div className="action-form-foot">
        <CharsLeft text={text} />
        <Button type="submit">{t('compose.submit')}</Button>
      </div>
    </form>
  );
}

import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FormName, Question } from '../../../forms/questions';
import { wordsOf } from '../../../forms/words';
import { useLanguage } from '../../app/i18n';
import { latinDigits } from '../../lib/saudi-id';
import { ownDirection } from '../../lib/writing';
import classes from './NewFormPage.module.css';

interface Props {
  form: FormName;
  question: Question;
  answerBy: readonly string[];
  answer: string | string[] | undefined;
  problem: string | null;
  onAnswer: (answer: string | string[]) => void;
}

/** One question of the public forms, worded for whoever asks it on behalf of somebody. */
export function FormQuestion({ form, question, answerBy, answer, problem, onAnswer }: Props) {
  const { t } = useTranslation();
  const say = wordsOf(useLanguage());
  const { name, kind } = question;
  const own = t(`forms.questions.${name}`, { defaultValue: '' });
  const worded =
    say(`q.${name}.${form}`) === `q.${name}.${form}` ? say(`q.${name}`) : say(`q.${name}.${form}`);
  const label = question.optional ? `${own || worded} (${say('optional')})` : own || worded;
  const error = problem && say(problem);
  if (kind === 'one' || kind === 'several' || kind === 'answerBy') {
    const several = kind === 'several';
    const chosen = Array.isArray(answer) ? answer : answer ? [answer] : [];
    const options = 'options' in question ? question.options : answerBy;
    return (
      <fieldset className={classes.choices}>
        <legend>{label}</legend>
        <div>
          {options.map((value, index) => (
            <label key={value} className={classes.choice}>
              <input
                id={index === 0 ? `form-${name}` : undefined}
                type={several ? 'checkbox' : 'radio'}
                name={name}
                checked={chosen.includes(value)}
                onChange={({ currentTarget: { checked } }) => {
                  if (!several) onAnswer(value);
                  else onAnswer(checked ? [...chosen, value] : chosen.filter((one) => one !== value));
                }}
              />
              {say(`a.${name}.${value}`)}
            </label>
          ))}
        </div>
        {error && (
          <p className={classes.problem} role="alert">
            {error}
          </p>
        )}
      </fieldset>
    );
  }
  const common = { id: `form-${name}`, label, error, size: 'md', value: String(answer ?? '') } as const;
  if (kind === 'words') {
    return (
      <Textarea
        {...common}
        minRows={5}
        autosize
        maxLength={question.most}
        attributes={ownDirection}
        onChange={({ currentTarget }) => onAnswer(currentTarget.value)}
      />
    );
  }
  const numeric = kind === 'phone' || kind === 'digits' || kind === 'id';
  return (
    <TextInput
      {...common}
      type={kind === 'phone' ? 'tel' : kind === 'email' ? 'email' : 'text'}
      autoComplete="off"
      maxLength={kind === 'line' ? question.most : 254}
      {...(numeric ? { classNames: { input: classes.number } } : { attributes: ownDirection })}
      onChange={({ currentTarget: { value } }) => onAnswer(numeric ? latinDigits(value) : value)}
    />
  );
}

/**
 * The questions of the public forms, a few to a page. The public pages and the staff's own form are both made of these; their
 * words stand in words.ts, and what the hub takes in src/channels/forms/forms.fields.ts.
 */
export type FormName = 'help' | 'volunteer';
export type AnswerChannel = 'sms' | 'whatsapp' | 'phone' | 'email';

export interface Answers {
  [name: string]: string | string[] | undefined;
}

interface Base {
  name: string;
  optional?: true;
  /** Asked only then. */
  when?: (answers: Answers) => boolean;
}
export type Question = Base &
  (
    | { kind: 'line'; most: number; autocomplete?: string }
    | { kind: 'words'; most: number }
    | { kind: 'digits'; most: number }
    | { kind: 'phone' | 'email' | 'id' | 'files' | 'answerBy' }
    | { kind: 'one' | 'several'; options: readonly string[] }
  );

export interface Step {
  name: string;
  questions: Question[];
}

const other = (answers: Answers) => answers['for'] === 'other';
const byMail = (answers: Answers) => answers['answerBy'] === 'email';

const you: Step = {
  name: 'you',
  questions: [
    { name: 'name', kind: 'line', most: 100, autocomplete: 'name' },
    { name: 'answerBy', kind: 'answerBy' },
    { name: 'phone', kind: 'phone', when: (answers) => !!answers['answerBy'] && !byMail(answers) },
    { name: 'email', kind: 'email', when: byMail },
  ],
};

export const STEPS: Record<FormName, Step[]> = {
  help: [
    {
      name: 'who',
      questions: [
        { name: 'for', kind: 'one', options: ['self', 'other'] },
        {
          name: 'relation',
          kind: 'one',
          options: ['family', 'neighbour', 'friend', 'imam', 'other'],
          optional: true,
          when: other,
        },
        { name: 'personName', kind: 'line', most: 100, optional: true, when: other },
      ],
    },
    {
      name: 'need',
      questions: [
        {
          name: 'needs',
          kind: 'several',
          options: ['rent', 'bills', 'food', 'medical', 'furniture', 'education', 'debts', 'orphan', 'other'],
        },
      ],
    },
    { name: 'story', questions: [{ name: 'text', kind: 'words', most: 4000 }] },
    {
      name: 'home',
      questions: [
        { name: 'household', kind: 'digits', most: 40, optional: true },
        { name: 'income', kind: 'digits', most: 1_000_000, optional: true },
        { name: 'city', kind: 'line', most: 100, optional: true, autocomplete: 'address-level2' },
        { name: 'nationalId', kind: 'id', optional: true },
      ],
    },
    { name: 'papers', questions: [{ name: 'files', kind: 'files', optional: true }] },
    you,
  ],
  volunteer: [
    {
      name: 'skills',
      questions: [
        {
          name: 'skills',
          kind: 'several',
          options: [
            'visits',
            'teaching',
            'medical',
            'driving',
            'events',
            'media',
            'technical',
            'office',
            'other',
          ],
        },
      ],
    },
    {
      name: 'times',
      questions: [
        { name: 'times', kind: 'several', options: ['weekday_mornings', 'weekday_evenings', 'weekends'] },
      ],
    },
    {
      name: 'about',
      questions: [
        { name: 'text', kind: 'words', most: 4000 },
        { name: 'age', kind: 'digits', most: 99, optional: true },
        { name: 'city', kind: 'line', most: 100, optional: true, autocomplete: 'address-level2' },
      ],
    },
    { name: 'papers', questions: [{ name: 'files', kind: 'files', optional: true }] },
    you,
  ],
};

/** What is asked, as the answers stand. */
export function asked(questions: readonly Question[], answers: Answers): Question[] {
  return questions.filter(({ when }) => !when || when(answers));
}

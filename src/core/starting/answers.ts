/** The questions that a cohort is started from, one a page; none must be answered. */
export const QUESTIONS = [
  {
    name: 'better',
    question: 'What is it that these people want to get better at, or what problem do they share?',
    help: 'As they would say it, over lunch.',
    choices: [],
  },
  {
    name: 'share',
    question: 'How do they share what they know today?',
    help: 'Where would you look if you wanted to know what they know?',
    choices: [
      { value: 'hardly', label: 'Hardly at all, or only when asked' },
      { value: 'talking', label: 'By talking: in meetings, on the phone, over lunch' },
      { value: 'chat', label: 'By mail, or in a chat' },
      { value: 'writing', label: 'In writing that others can find' },
    ],
  },
  {
    name: 'voices',
    question: 'Who of those with a voice will join in themselves?',
    help: 'Those whom others listen to, whatever their title. They are asked to write, and not only to approve.',
    choices: [
      { value: 'none', label: 'Nobody yet' },
      { value: 'one', label: 'One person' },
      { value: 'several', label: 'Several' },
    ],
  },
  {
    name: 'tools',
    question: 'Which tools do they use already, and may use?',
    help: 'What they have an account for, and what their employer allows.',
    choices: [
      { value: 'blogs', label: 'Some have a blog' },
      { value: 'free', label: 'They may use what they like' },
      { value: 'bound', label: 'Only what their employer allows' },
    ],
  },
  {
    name: 'devices',
    question: 'On which devices?',
    help: 'At their own desk, or with a telephone between two jobs?',
    choices: [
      { value: 'own', label: 'Mostly a computer of their own' },
      { value: 'phone', label: 'Mostly a telephone' },
      { value: 'shared', label: 'Mostly a computer that they share' },
    ],
  },
] as const;

export type QuestionName = (typeof QUESTIONS)[number]['name'];

/** What was answered: in a host's own words, and by what was chosen beside them. Both may be empty. */
export type Answers = Record<QuestionName, { words: string; choice: string }>;

import { addDays, dayIn, instantOf } from '../src/core/calendar.ts';
import type { Cohort } from '../src/core/cohorts.ts';
import type { Db } from '../src/core/db/open.ts';
import { writeAnswer } from '../src/core/live/answers.ts';
import { planWithQuestions } from '../src/core/live/edit.ts';
import { markAnswer } from '../src/core/live/lines.ts';
import { listQuestions, openQuestion } from '../src/core/live/questions.ts';
import { listComing } from '../src/core/live/sessions.ts';
import { listMembers, type Member } from '../src/core/memberships.ts';

/** What was asked, and who said what; a star marks what the host liked best. */
const ASKED: { question: string; said: [name: string, words: string][] }[] = [
  {
    question: 'Whom did you last ask something, and why that person?',
    said: [
      ['Amina', 'The porter. He has been on every ward, and nobody has ever asked him what he saw there.'],
      [
        'Henk',
        '* The apprentice. He had looked it up an hour before, so he still knew what was hard about it.',
      ],
      ['Tomasz', 'My wife, who knows nothing about bridges. Halfway through the question I had the answer.'],
      ['لينا', 'سألت أقدم زميلة في الصيدلية، لأنها لا تضحك أبدًا من سؤال.'],
    ],
  },
  {
    question: 'What would you rather not ask at work?',
    said: [
      ['Priya', 'Anything that begins with “remind me again”.'],
      ['Ruth', '* What the abbreviations mean. It has been nine years, and I have missed the moment.'],
      ['Kofi', 'The price. You ask it once, and you are a customer.'],
      ['Jürgen', 'Was ich gestern schon gefragt habe.'],
    ],
  },
  {
    question: 'Who asks you, and how do they look while they do?',
    said: [
      ['Dilys', 'The new ones, sideways, as if they were only passing.'],
      ['Wanjiru', '* Children, straight in the face. I am trying to learn it back from them.'],
    ],
  },
  {
    question: 'What could your place of work do so that asking is easier?',
    said: [
      ['Maeve', 'A second kettle. I mean it: the queue for the first one is where everything is asked.'],
      [
        'Mele',
        'Let the person who asks write down the answer. Half of ours are signed by people who left in 2009.',
      ],
    ],
  },
];

const HOUR = 20;
const MINUTE_MS = 60_000;

/** What becomes of live sessions on the evening of a day: one is planned, held three days later, and another planned. */
export async function spendEvening(db: Db, cohort: Cohort, daysAgo: number, now: Date): Promise<void> {
  if (daysAgo === 6) await plan(db, cohort, 'An hour on asking', 3, now);
  if (daysAgo === 3) await hold(db, cohort, now);
  if (daysAgo === 1) await plan(db, cohort, 'An hour on being asked', 3, now);
}

async function plan(db: Db, cohort: Cohort, title: string, inDays: number, now: Date): Promise<void> {
  const on = addDays(dayIn(cohort.timezone, now), inDays);
  const session = {
    title,
    introduction:
      'Four questions, one after the other, and short answers from whoever is there. Come in your apron, stay ten minutes or all of it. Nobody is called upon.',
    startsAt: instantOf(on, HOUR, cohort.timezone),
    minutes: 60,
    timezone: cohort.timezone,
    roomUrl: 'https://meet.example/learning-together',
  };
  const questions = ASKED.map(({ question }) => question);
  await planWithQuestions(db, session, questions, await findHost(db, cohort), now);
}

async function hold(db: Db, cohort: Cohort, now: Date): Promise<void> {
  const [session] = await listComing(db, cohort.slug, now);
  if (!session) throw new Error('No live session was planned.');
  const host = await findHost(db, cohort);
  const members = await listMembers(db, cohort.slug);
  let at = session.startsAt.getTime();
  const soon = () => {
    at += 2 * MINUTE_MS;
    return new Date(at);
  };
  for (const question of await listQuestions(db, session.id)) {
    await openQuestion(db, session.id, question.id, soon());
    for (const [name, words] of ASKED[question.position - 1]?.said ?? []) {
      const member = members.find((each) => each.name.startsWith(name));
      if (!member) throw new Error(`${name} isn’t there.`);
      const place = { sessionId: session.id, questionId: question.id };
      const answer = await writeAnswer(db, place, member, words.replace(/^\* /, ''), soon());
      if (!answer) throw new Error(`Question ${question.position} isn’t open.`);
      const line = { sessionId: session.id, answerId: answer.id };
      if (words.startsWith('* ')) await markAnswer(db, line, true, host, soon());
    }
  }
}

async function findHost(db: Db, cohort: Cohort): Promise<Member> {
  const host = (await listMembers(db, cohort.slug)).find(({ role }) => role === 'facilitator');
  if (!host) throw new Error('Nobody hosts this course.');
  return host;
}

import type { APIRoute } from 'astro';
import { listAnswersOf } from '#core/live/own-answers.ts';
import { sessionUrl } from '#core/live/sessions.ts';

/** All that a person ever wrote in live sessions, for them to keep. */
export const GET: APIRoute = async ({ locals, redirect }) => {
  const { db, person, settings } = locals;
  if (!person) return redirect('/sign-in', 303);
  const answers = (await listAnswersOf(db, person)).map(
    ({ id, cohort, session, question, text, writtenAt, changedAt, hiddenBecause }) => ({
      course: cohort,
      session: session.title,
      sessionStartsAt: session.startsAt,
      number: question.position,
      question: question.text,
      answer: text,
      writtenAt,
      changedAt,
      hiddenBecause,
      url: `${sessionUrl(settings.siteUrl, { cohort, id: session.id })}#answer-${id}`,
    }),
  );
  return new Response(`${JSON.stringify({ answers }, null, 1)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="my-answers.json"',
      'Cache-Control': 'private, no-store',
    },
  });
};

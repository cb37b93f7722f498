import type { APIRoute } from 'astro';
import { calendarOf } from '#core/live/calendar.ts';
import { findSession } from '#core/live/sessions.ts';
import { aboutCalendar, answerWithValidator } from '../../../feed-response.ts';

export const GET: APIRoute = async ({ locals, params, request, rewrite }) => {
  const { db, cohort } = locals;
  const session = await findSession(db, cohort.slug, Number(params.id));
  if (!session) return rewrite('/404');
  const body = calendarOf(aboutCalendar(locals), [session]);
  return answerWithValidator(request, body, 'text/calendar; charset=utf-8');
};

import type { APIRoute } from 'astro';
import { calendarOf } from '#core/live/calendar.ts';
import { listForCalendar } from '#core/live/sessions.ts';
import { aboutCalendar, answerWithValidator } from '../../feed-response.ts';

export const GET: APIRoute = async ({ locals, request }) => {
  const { db, cohort } = locals;
  const body = calendarOf(aboutCalendar(locals), await listForCalendar(db, cohort.slug));
  return answerWithValidator(request, body, 'text/calendar; charset=utf-8');
};

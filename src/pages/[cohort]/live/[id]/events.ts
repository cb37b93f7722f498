import type { APIRoute } from 'astro';
import { endOf, findSession } from '#core/live/sessions.ts';

/** Who stays that long has forgotten to close the page. */
const LONG_OVER_MS = 12 * 60 * 60 * 1000;

/** Too many listen; a page does without, and says how to see what is new. */
const FULL = { 'Retry-After': '30', 'Cache-Control': 'no-store' };

const STREAM = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // Asks nginx to hand on each word as it comes.
  'X-Accel-Buffering': 'no',
};

/** Nobody listens who asks for the head alone. */
export const HEAD: APIRoute = () => new Response(null, { headers: STREAM });

export const GET: APIRoute = async ({ locals, params, request, url, rewrite }) => {
  const { db, cohort, membership, liveStreams, now } = locals;
  const session = await findSession(db, cohort.slug, Number(params.id));
  if (!session) return rewrite('/404');
  const until = new Date(endOf(session).getTime() + LONG_OVER_MS);
  // Tells browsers not to come back; the page itself knows when to give up.
  if (now() >= until) return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
  const stream = liveStreams.listen({
    sessionId: session.id,
    membershipId: membership?.id ?? null,
    mark: request.headers.get('last-event-id') ?? url.searchParams.get('seen'),
    until,
  });
  return stream === null
    ? new Response(null, { status: 503, headers: FULL })
    : new Response(stream, { headers: STREAM });
};

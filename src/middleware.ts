import { defineMiddleware } from 'astro:middleware';
import type { APIContext, MiddlewareNext } from 'astro';
import { isAllowed, unreadCohort } from '#core/access.ts';
import { findCohort } from '#core/cohorts.ts';
import { feedKey, findMembershipByFeedKey } from '#core/feed-keys.ts';
import { hasSessions } from '#core/live/sessions.ts';
import { findMembership } from '#core/memberships.ts';
import { signedOut } from './signed-out.ts';

/** Posted to by mail programs, which send no Origin; the address itself is the proof (RFC 8058, section 3.2). */
const MACHINES = /^\/unsubscribe\//;
const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Pages that say the same to whoever isn't signed in, as long as their cohort is open. They take nothing from the
 * query, the cookies or the headers of a request; only what stands here is ever kept for others.
 */
const FOR_EVERYBODY = new Set([
  '/',
  '/robots.txt',
  '/[cohort]',
  '/[cohort]/weeks',
  '/[cohort]/weeks/[number]',
  '/[cohort]/daily',
  '/[cohort]/daily/[date]',
  '/[cohort]/daily/year/[year]',
  '/[cohort]/daily.[format]',
  '/[cohort]/posts.[format]',
  '/[cohort]/blogs.opml',
  '/[cohort]/people',
  '/[cohort]/people/[handle]',
  '/[cohort]/posts/[id]',
  '/[cohort]/conversations/[id]',
  '/[cohort]/conversations/[id].[format]',
  '/[cohort]/weekly/[date]',
  '/[cohort]/live',
  '/[cohort]/live/[id]',
  '/[cohort]/live/[id].ics',
  '/[cohort]/calendar.ics',
  '/[cohort]/conduct',
]);

/** What feed readers ask for, who can't sign in: in a closed cohort they bring a member's own key. */
const FEEDS = new Set([
  '/[cohort]/daily.[format]',
  '/[cohort]/posts.[format]',
  '/[cohort]/conversations/[id].[format]',
  '/[cohort]/blogs.opml',
  '/[cohort]/live/[id].ics',
  '/[cohort]/calendar.ics',
]);

const NO_FEED =
  'This feed is for the members of a course by invitation, and this address lets nobody in, or no longer. Members find their own feed addresses at ';

const DESK = /^\/\[cohort\]\/facilitate(\/|$)/;

/** Where a content file with a mistake in it is mended; it needs no cohort that can be read. */
const MENDING = '/[cohort]/facilitate/files/[file]';

const NOT_YOUR_DESK =
  'Only the facilitators of this course can do that, so nothing was done. Sign in as one of them, and send it again.\n';

const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8' };

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data: https:; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** What is said once after a form has done its work. */
const NOTICES: Record<string, string> = {
  saved: 'Saved.',
  written: 'Written down. Only you can see it.',
  removed: 'Removed.',
  'blog-added': 'Your blog is at the table. Its posts come with the next issue.',
  'blog-taken':
    'You are in. But somebody else has added this blog before, so it was left with them; write to a facilitator if it is yours.',
  'move-taken':
    'Nothing has changed: somebody else has brought the blog at that address. Write to a facilitator if it is yours.',
  'move-dropped':
    'You have brought that one already, and it is read. The old one had brought nothing, so it is gone from here.',
  'move-kept':
    'You have brought that one already, and it is read. The old one stays for the posts that it has brought.',
  welcome: 'Welcome to the table. You’re right on time.',
  invited: 'The invitation is on its way.',
  'let-through': 'Let through. The next issue brings it, unless one brought it before.',
  'let-through-as-seen': 'What you saw is let through. More of that blog has come meanwhile, and is held.',
  'kept-out': 'Kept out. Its author sees that, and you can let it through after all.',
  'kept-out-as-seen': 'What you saw is kept out. More of that blog has come meanwhile, and is held.',
  'still-theirs': 'Good. What was held for that is let through, and what comes next comes as before.',
  'held-again': 'Held again, for another look.',
  'shown-again': 'It stands where it stood again; what no issue had brought comes with the next.',
  hidden: 'Hidden. Its author sees that and why, and you can show it again.',
  'answer-shown-again':
    'It stands under its question again. A best line that no issue had brought comes with the next.',
  'comment-hidden': 'The comment is hidden. You can show it again below.',
  'comment-shown-again': 'The comment stands under its post again.',
  muted: 'Muted. They see that and why, and you can end it.',
  unmuted: 'No longer muted. What came meanwhile comes to the table now.',
  planned: 'Planned. It stands in the calendar, and the issues before it tell of it.',
  'called-off':
    'Called off. Its page and the calendar say so, in the week before it the course’s first page, and the next issue if one has told of it; you can bring it back.',
  'called-off-late':
    'Called off. Its page, the course’s first page and the calendar say so. No issue can tell of it in time, so write to people yourself; you can bring it back.',
  'brought-back': 'It takes place again.',
  answered: 'It stands there. You can change it or remove it.',
  'question-open': 'The question is open.',
  'question-closed': 'The question is closed again. What was written under it is kept.',
  'answer-hidden': 'Hidden. Its writer sees that and why; under Held and hidden you can show it again.',
  'line-marked': 'Marked. It comes in the next issue; until then you can take the mark away.',
  'line-unmarked': 'The mark is gone.',
  'invitation-taken-back': 'The invitation is taken back. Its link lets nobody in any more.',
  'let-in': 'They are in, and have a mail that says so.',
  'not-let-in': 'They have a mail that says so. If you change your mind, you can still let them in below.',
  'now-facilitator': 'They are a facilitator now, and have a mail that says so.',
  'now-participant': 'They are a participant now, and have a mail that says so.',
  'stepped-down': 'You have stepped down. You are a participant now; another facilitator can undo it.',
  'handed-over': 'The course is handed over. You are a participant now. Thank you for all of it.',
  'member-removed': 'They are out of the course, and have a mail with your reason.',
  left: 'You have left the course. What you brought is gone from its table.',
  'answer-added': 'It stands among the answers now. To undo that, say so beside it.',
  'answer-taken-away':
    'It is no answer to that question any more. To undo that, open “It answers a question” below it, or its own page.',
  mended: 'Mended, and saved. This is how it is now.',
  renumbered: 'It is a week of its own now. Look whether it opens on the right day.',
  'week-saved': 'Saved. This is how the file is now.',
  'week-added': 'Here is the new week, as a draft: only the desk shows it until you let it open.',
  'week-moved': 'The two have changed places, and dates. Move it again to undo that.',
  'week-taken-back': 'It is a draft again. To undo that, let it open by itself on its date.',
  'week-removed': 'The draft is gone.',
  'cohort-made':
    'Here is the course, and you are its facilitator. Its weeks are drafts until you let them open.',
  'cohort-duplicated':
    'Here is the course, and you are its facilitator. What opens by itself does so on the days below; drafts are drafts still.',
  'cohort-made-hosts-left':
    'Here is the course, and you are its facilitator. Not everybody could be invited: so many mails went out within the past hour. Look under People, and invite them there in an hour.',
  done: 'Done.',
  taken: 'It is yours. The others see that you have taken it.',
  'given-back': 'Given back. Anybody can take it.',
  undone: 'Put back on the desk.',
  introduced: 'The note is on its way to both.',
  'signed-out': 'You are signed out.',
};

/** Every request comes through here: where a form comes from, who asks, what they may read, and what browsers must know. */
export const onRequest = defineMiddleware(async (context, next) => {
  const { request, locals, url } = context;
  if (
    UNSAFE.has(request.method) &&
    !MACHINES.test(url.pathname) &&
    !isFromOurPages(request, locals.settings.siteUrl)
  ) {
    return protect(
      new Response('This form was not sent from one of our own pages, so nothing was done.', { status: 403 }),
    );
  }
  // Astro's own optimizer of images: we have none to optimize, and it has been a way in elsewhere.
  if (url.pathname.startsWith('/_image')) return protect(await next('/404'));
  locals.person = await signedIn(context);
  locals.membership = null;
  locals.feedKey = null;
  // What was done before a form is sent from that page isn't what comes of the form.
  const done = (!UNSAFE.has(request.method) && url.searchParams.get('done')) || '';
  locals.notice = Object.hasOwn(NOTICES, done) ? (NOTICES[done] ?? null) : null;

  const slug = context.params.cohort;
  try {
    const response = protect(slug === undefined ? await next() : await inCohort(slug, context, next));
    locals.isForEverybody = isForEverybody(context);
    return response;
  } catch (error) {
    console.error(`Trouble at ${request.method} ${url.pathname}:`, error);
    throw error;
  }
});

function isForEverybody({ locals, routePattern }: APIContext): boolean {
  const { cohort, person, notice } = locals;
  // Some pages have no cohort; a page of a cohort that couldn't be shown has none here either.
  const isOpen = cohort === undefined ? !routePattern.startsWith('/[cohort]') : cohort.openness === 'open';
  return FOR_EVERYBODY.has(routePattern) && isOpen && person === null && notice === null;
}

/** Lets a request through to a cohort's pages when they exist, can be read, and are for whoever asks. */
async function inCohort(slug: string, context: APIContext, next: MiddlewareNext): Promise<Response> {
  const { locals, url } = context;
  const folder = await findCohort(locals.settings.contentDir, slug);
  if (folder === null) return next('/404');
  if (folder.kind === 'broken') return outOfOrder(slug, context, next);
  const { cohort } = folder;
  const isFeed = FEEDS.has(context.routePattern);
  const key = isFeed ? url.searchParams.get('key') : null;
  const membership =
    key === null
      ? await findMembership(locals.db, locals.person, slug)
      : await findMembershipByFeedKey(locals.db, key);
  const isDoor = url.pathname.startsWith(`/${slug}/join`);
  if (!isDoor && !isAllowed('read', cohort, membership)) {
    if (isFeed)
      return new Response(`${NO_FEED}${locals.settings.siteUrl}/me\n`, { status: 404, headers: PLAIN });
    if (locals.person !== null) return next('/404');
    return UNSAFE.has(context.request.method) ? signedOut() : context.redirect('/sign-in');
  }
  locals.cohort = cohort;
  locals.membership = membership;
  locals.hasLive = await hasSessions(locals.db, slug);
  if (cohort.openness === 'closed' && membership) locals.feedKey = await feedKey(locals.db, membership);
  const response = DESK.test(context.routePattern) ? await atDesk(context, next) : await next();
  if (!cohort.mayBeIndexed) response.headers.set('X-Robots-Tag', 'noindex');
  if (isFeed && cohort.openness === 'closed') {
    response.headers.set('Cache-Control', 'private, no-cache');
    response.headers.set('Referrer-Policy', 'no-referrer');
  }
  return response;
}

/** A cohort whose own file has a mistake in it: its facilitators can mend that, everybody else waits. */
async function outOfOrder(slug: string, context: APIContext, next: MiddlewareNext): Promise<Response> {
  const { locals, routePattern } = context;
  const { person } = locals;
  const membership = await findMembership(locals.db, person, slug);
  locals.membership = membership;
  const isHost = isAllowed('facilitate', unreadCohort(slug), membership);
  if (!person || !membership || !isHost || routePattern !== MENDING) return next(`/503?cohort=${slug}`);
  locals.facilitator = { person, membership };
  return next();
}

/** Lets the cohort's facilitators through to their desk, and nobody else. */
async function atDesk(context: APIContext, next: MiddlewareNext): Promise<Response> {
  const { locals, request } = context;
  const { cohort, person, membership } = locals;
  if (person && membership && isAllowed('facilitate', cohort, membership)) {
    locals.facilitator = { person, membership };
    return next();
  }
  if (UNSAFE.has(request.method)) return new Response(NOT_YOUR_DESK, { status: 403, headers: PLAIN });
  return person === null ? context.redirect('/sign-in', 303) : next('/404');
}

async function signedIn({ cookies, locals }: APIContext): Promise<App.Locals['person']> {
  const { sessions } = locals;
  const id = cookies.get(sessions.sessionCookieName)?.value;
  if (id === undefined) return null;
  const { session, user } = await sessions.validateSession(id);
  const cookie =
    session === null ? sessions.createBlankSessionCookie() : sessions.createSessionCookie(session.id);
  if (session === null || session.fresh) cookies.set(cookie.name, cookie.value, cookie.attributes);
  return user?.person ?? null;
}

/** Browsers say where a request comes from; what says nothing is refused. */
function isFromOurPages({ headers }: Request, siteUrl: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  // Not sent over plain http; Origin is.
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  return origin === siteUrl || new URL(origin).host === headers.get('host');
}

function protect(response: Response): Response {
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  if (isPage && !response.headers.has('cache-control'))
    response.headers.set('Cache-Control', 'private, no-cache');
  return response;
}

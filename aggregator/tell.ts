import { type BlogOfMember, listBlogsOfFeed, listBlogsToWelcome, markWelcomed } from '#core/blogs.ts';
import { dayIn } from '#core/calendar.ts';
import type { Cohort } from '#core/cohorts.ts';
import { listAnswersToTell, markAnswerTold } from '#core/conversations/telling.ts';
import { transaction } from '#core/db/open.ts';
import type { Settings } from '#core/env.ts';
import { type Feed, listFeedsToCheer, listFeedsToMourn, markTold } from '#core/feeds.ts';
import type { Letter } from '#core/mail/letter.ts';
import { answerLetter, firstPostLetter, recoveryLetter, troubleLetter } from '#core/mail/messages.ts';
import { oweLetter } from '#core/mail/outbox.ts';
import { controlsUrl, unsubscribeToken } from '#core/mail/unsubscribe.ts';
import { earliest } from '#core/quiet-hosts.ts';
import { discover } from './feeds/discover.ts';
import type { Tools } from './feeds/refresh.ts';
import type { Workshop } from './workshop.ts';

/** What is needed to write to authors. */
export type TellingTools = Tools & { settings: Pick<Settings, 'siteUrl'> };

/** A hiccup is not worth a mail; three days of trouble are. */
const HICCUP_MS = 3 * 24 * 60 * 60 * 1000;

/** Tells authors, once a blog, that their first post has come to the table. */
export async function tellOfFirstPosts(tools: TellingTools): Promise<void> {
  const { db, now, settings } = tools;
  for (const blog of await listBlogsToWelcome(db)) {
    const cohort = await tools.findCohort(blog.cohort);
    if (!cohort) continue;
    const url = `${settings.siteUrl}/${cohort.slug}/people/${encodeURIComponent(blog.author.handle)}`;
    await transaction(db, async (tx) => {
      await oweLetter(
        tx,
        toAuthor(blog),
        firstPostLetter(blog.author.name, cohort, titleOf(blog), url),
        now(),
      );
      await markWelcomed(tx, blog.id, now());
    });
  }
}

/** An answer of before is old news: to somebody who has just chosen to hear, or in an archive that was just brought. */
const NEWS_MS = 3 * 24 * 60 * 60 * 1000;

/** Tells those who want to hear at once that somebody has answered a post of theirs: once for each answer. */
export async function tellOfAnswers(tools: TellingTools & Pick<Workshop, 'listCohorts'>): Promise<void> {
  const { db, now, settings, listCohorts } = tools;
  const since = new Date(now().getTime() - NEWS_MS);
  for (const cohort of await listCohorts()) {
    const today = dayIn(cohort.timezone, now());
    for (const answer of await listAnswersToTell(db, cohort.slug, { since, today })) {
      const url = `${settings.siteUrl}/${cohort.slug}/posts/${answer.postId}`;
      await transaction(db, async (tx) => {
        const controls = controlsUrl(settings.siteUrl, await unsubscribeToken(tx, answer.to.membershipId));
        await oweLetter(tx, answer.to, answerLetter(cohort, answer, url, controls), now());
        await markAnswerTold(tx, cohort.slug, answer);
      });
    }
  }
}

/** Tells authors, once, of trouble that lasts, with where their feed may be now; and once that it is over. */
export async function tellOfTrouble(tools: TellingTools): Promise<void> {
  const { db, now, settings } = tools;
  const me = `${settings.siteUrl}/me`;
  for (const feed of await listFeedsToMourn(db, new Date(now().getTime() - HICCUP_MS))) {
    const suggestedUrl = await findAgain(feed, tools);
    const letter = (blog: BlogOfMember, cohort: Cohort) => {
      const trouble = { blogTitle: titleOf(blog), problem: feed.problem ?? '', suggestedUrl };
      return troubleLetter(blog.author.name, cohort, trouble, me);
    };
    await tellAuthors(feed, tools, letter, { at: now(), suggestedUrl });
  }
  for (const feed of await listFeedsToCheer(db)) {
    const letter = (blog: BlogOfMember, cohort: Cohort) =>
      recoveryLetter(blog.author.name, cohort, titleOf(blog), `${settings.siteUrl}/${cohort.slug}/`);
    await tellAuthors(feed, tools, letter, null);
  }
}

/** One letter to each author of a feed, however many cohorts it serves, and the note that it was written. */
async function tellAuthors(
  feed: Feed,
  { db, findCohort, now }: TellingTools,
  letter: (blog: BlogOfMember, cohort: Cohort) => Letter,
  told: { at: Date; suggestedUrl: string | null } | null,
): Promise<void> {
  await transaction(db, async (tx) => {
    const written = new Set<string>();
    for (const blog of await listBlogsOfFeed(tx, feed.id)) {
      const cohort = await findCohort(blog.cohort);
      if (!cohort || written.has(blog.author.email)) continue;
      written.add(blog.author.email);
      await oweLetter(tx, toAuthor(blog), letter(blog, cohort), now());
    }
    await markTold(tx, feed, told);
  });
}

/**
 * Another feed at the site of one that can't be read; its author decides whether the blog is there now. A server that
 * wants to be left alone isn't searched.
 */
async function findAgain({ url, siteUrl }: Feed, tools: TellingTools): Promise<string | null> {
  const now = tools.now();
  for (const address of new Set([siteUrl ?? url, new URL('/', url).href])) {
    if ((await earliest(tools.db, new URL(address).host, now)) > now) continue;
    const found = await discover(address, tools);
    const best = found.kind === 'found' ? found.candidates[0] : undefined;
    if (best && best.feedUrl !== url && best.kind === 'posts') return best.feedUrl;
  }
  return null;
}

function toAuthor({ author, membershipId }: BlogOfMember) {
  return { ...author, membershipId };
}

function titleOf({ feed }: BlogOfMember): string {
  return feed.title ?? feed.url;
}

import type { APIRoute } from 'astro';
import { generateOpml } from 'feedsmith';
import { listBlogs } from '#core/blogs.ts';
import { closeUpCdata } from '#core/digest/feeds.ts';
import { oneLine } from '#core/escape.ts';
import { aboutFeed, answerWithValidator } from '../../feed-response.ts';

export const GET: APIRoute = async ({ locals, request }) => {
  const { db, cohort } = locals;
  const own = aboutFeed(locals, 'posts', 'atom');
  const title = oneLine(own.title);
  const blogs = await listBlogs(db, cohort.slug);
  const body = generateOpml({
    head: { title: `The blogs of ${oneLine(cohort.title)}` },
    body: {
      // An OPML body holds at least one outline; the cohort's own feed is there from the first day.
      outlines: [
        { type: 'rss', text: title, title, xmlUrl: own.selfUrl, htmlUrl: own.siteUrl },
        ...blogs.map(({ feed, author }) => ({
          type: 'rss',
          text: oneLine(`${author.name}: ${feed.title ?? feed.url}`),
          title: oneLine(feed.title ?? author.name),
          xmlUrl: feed.url,
          ...(feed.siteUrl ? { htmlUrl: feed.siteUrl } : {}),
        })),
      ],
    },
  });
  return answerWithValidator(request, closeUpCdata(body), 'text/x-opml; charset=utf-8');
};

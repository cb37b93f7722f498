import type { APIRoute } from 'astro';
import { generateOpml } from 'feedsmith';
import { listBlogs } from '#core/blogs.ts';
import { answerWithValidator } from '../../feed-response.ts';

export const GET: APIRoute = async ({ locals, request }) => {
  const { db, cohort } = locals;
  const blogs = await listBlogs(db, cohort.slug);
  const body = generateOpml({
    head: { title: `The blogs of ${cohort.title}` },
    body: {
      outlines: blogs.map(({ feed, author }) => ({
        type: 'rss',
        text: `${author.name}: ${feed.title ?? feed.url}`,
        title: feed.title ?? author.name,
        xmlUrl: feed.url,
        ...(feed.siteUrl ? { htmlUrl: feed.siteUrl } : {}),
      })),
    },
  });
  return answerWithValidator(request, body, 'text/x-opml; charset=utf-8');
};

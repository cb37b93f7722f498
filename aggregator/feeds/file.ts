import {
  type BlogToFile,
  findBlogToFile,
  listBlogsFedBy,
  listBlogsToFile,
  markFiled,
  markForFiling,
} from '#core/blogs-to-file.ts';
import type { Cohort } from '#core/cohorts.ts';
import { recogniseComments } from '#core/conversations/comments.ts';
import { unweave } from '#core/conversations/weave.ts';
import { type Db, transaction } from '#core/db/open.ts';
import type { Feed } from '#core/feeds.ts';
import { type Filable, judge, tagsTaken, takesPostsSince } from '#core/filing.ts';
import { openGate } from '#core/order/gate.ts';
import { dropHeld, holdPosts, type Why } from '#core/order/withheld.ts';
import { type Filed, filePosts, listPostsOfFeed, type Post, unfilePost } from '#core/posts.ts';

/** The cohort of a name as its content folder describes it now; null while that can't be read. */
export type FindCohort = (slug: string) => Promise<Cohort | null>;

/** What of a post says where it is filed, and as what. */
export type ToFile = Filable & Pick<Post, 'id' | 'datedAt'>;

/** Files new and changed posts of a feed into the cohorts that they are for, as their author chose. */
export async function fileIntoCohorts(
  db: Db,
  feed: Feed,
  posts: ToFile[],
  findCohort: FindCohort,
  now: Date,
): Promise<void> {
  for (const blog of await listBlogsFedBy(db, feed.id)) {
    const cohort = await findCohort(blog.cohort);
    if (cohort) await fileOfBlog(db, blog, posts, cohort, now);
    // Its words can't be read just now; the posts are filed once they can.
    else await markForFiling(db, blog.id);
  }
}

/** Files the posts we already have of blogs that are new to their cohort, or filed otherwise from now on. */
export async function fileWaitingBlogs(db: Db, findCohort: FindCohort, now: Date): Promise<void> {
  for (const listed of await listBlogsToFile(db)) {
    const cohort = await findCohort(listed.cohort);
    if (!cohort) continue;
    await transaction(db, async (tx) => {
      // Somebody may have muted it meanwhile, or taken it away.
      const blog = await findBlogToFile(tx, listed);
      if (!blog) return;
      await fileOfBlog(tx, blog, await listPostsOfFeed(tx, blog.feedId), cohort, now);
      await markFiled(tx, blog);
      await recogniseComments(tx, cohort.slug);
    });
  }
}

async function fileOfBlog(
  db: Db,
  blog: BlogToFile,
  posts: ToFile[],
  cohort: Cohort,
  now: Date,
): Promise<void> {
  const since = takesPostsSince(cohort, blog.addedAt);
  const tags = tagsTaken(cohort, blog.filingTag);
  const gate = await openGate(db, blog, cohort, now);
  const taken: Filed[] = [];
  const held: { postId: number; why: Why }[] = [];
  const left: number[] = [];
  const unheld: number[] = [];
  for (const post of posts) {
    const verdict = judge(post, blog.filing, tags, since);
    const { id: postId, datedAt } = post;
    if (verdict.kind === 'left') {
      if (await unfilePost(db, postId, cohort.slug)) left.push(postId);
      if (gate.isHeld(postId)) unheld.push(postId);
      continue;
    }
    const place = gate.place(postId);
    if (place === 'in') taken.push({ postId, cohort: cohort.slug, blogId: blog.id, datedAt, filedAt: now });
    else if (place !== 'out') held.push({ postId, why: place });
  }
  await filePosts(db, taken);
  await holdPosts(db, held, { blogId: blog.id, cohort: cohort.slug }, now);
  await dropHeld(db, cohort.slug, unheld);
  await unweave(db, cohort.slug, left);
}

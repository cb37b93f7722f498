import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { listAnsweredBy, listAnswersTo } from '#core/conversations/turns.ts';
import { blogs } from '#core/db/schema/feeds.ts';
import { filings } from '#core/db/schema/issues.ts';
import { table } from '../../support/conversation.ts';
import { temporaryDatabase } from '../../support/database.ts';

test('under a post stand all that it answers and all that answers it', async () => {
  const db = temporaryDatabase();
  const id = await table(db);
  expect((await listAnsweredBy(db, 'rhizo', id('mary'))).map((each) => each.id)).toEqual([
    id('ada'),
    id('grace'),
  ]);
  const answers = await listAnswersTo(db, 'rhizo', [id('ada')]);
  expect(answers.map(({ turn }) => turn.id)).toEqual([id('grace'), id('eve'), id('mary')]);
});

test('who lets us show titles only is quoted nowhere; whom they answer has no say in it', async () => {
  const db = temporaryDatabase();
  const id = await table(db);
  const showTitlesOnly = async (path: string) => {
    const [filing] = await db
      .select()
      .from(filings)
      .where(eq(filings.postId, id(path)));
    await db.update(blogs).set({ consent: 'excerpt' });
    await db
      .update(blogs)
      .set({ consent: 'title' })
      .where(eq(blogs.id, filing?.blogId ?? 0));
  };
  const quotes = async () => ({
    below: (await listAnsweredBy(db, 'rhizo', id('grace'))).map(({ quote }) => quote),
    above: (await listAnswersTo(db, 'rhizo', [id('ada')])).map(({ turn }) => turn.quote)[0],
  });
  await showTitlesOnly('grace');
  expect(await quotes()).toEqual({ below: [null], above: null });
  await showTitlesOnly('ada');
  expect(await quotes()).toEqual({ below: ['I like what they say.'], above: 'I like what they say.' });
});

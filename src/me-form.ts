import { z } from 'zod';
import { changeConsent, changeFiling, followSuggestion, removeBlog } from '#core/blogs.ts';
import { isTimezone } from '#core/calendar.ts';
import { findCohort } from '#core/cohorts.ts';
import type { Db } from '#core/db/open.ts';
import { renewFeedKey } from '#core/feed-keys.ts';
import { leaveCohort } from '#core/leaving.ts';
import { resumeMail } from '#core/mail/bounces.ts';
import { changeTimezone, changeWishes, comeBack, goAway } from '#core/mail/wishes.ts';
import {
  aboutText,
  changeHearing,
  changeIntroducing,
  findMembership,
  introduce,
  type Membership,
  renameWithPages,
} from '#core/memberships.ts';
import { type Person, personName, renamePerson } from '#core/people.ts';
import { filingChoice, filingFields } from './filing-form.ts';
import { asWishes, awayFields, hearingFields, wishesFields } from './mail-form.ts';

const blog = z.coerce.number().int();
const cohort = z.string();
const timezone = z
  .string()
  .refine((zone) => zone === '' || isTimezone(zone), 'Choose one from the list, such as Europe/Berlin.');

/** What people change about themselves, and about their place in each of their courses; each a form of its own. */
export const ownForms = z.discriminatedUnion('do', [
  z.object({ do: z.literal('rename'), name: personName, pages: z.literal('yes').optional() }),
  z.object({ do: z.literal('resume') }),
  z.object({ do: z.literal('zone'), timezone }),
  wishesFields.extend({ do: z.literal('wishes'), cohort }),
  awayFields.extend({ do: z.literal('away'), cohort }),
  z.object({ do: z.literal('back'), cohort }),
  z.object({ do: z.literal('about'), cohort, about: aboutText }),
  hearingFields.extend({ do: z.literal('answers'), cohort }),
  z.object({ do: z.literal('introductions'), cohort, introductions: z.enum(['yes', 'no']) }),
  filingFields.extend({ do: z.literal('filing'), cohort, blog }),
  z.object({ do: z.literal('consent'), cohort, blog, consent: z.enum(['title', 'excerpt', 'full']) }),
  z.object({ do: z.literal('move'), cohort, blog }),
  z.object({ do: z.literal('remove'), cohort, blog }),
  z.object({ do: z.literal('feeds'), cohort }),
  z.object({
    do: z.literal('leave'),
    cohort,
    sure: z.literal('yes', 'Please tick this first: it can’t be undone.'),
  }),
]);

type OwnForm = z.infer<typeof ownForms>;
type CourseForm = Extract<OwnForm, { cohort: string }>;

const SAVED = '/me?done=saved';

/** Does what somebody asked for on their own page. @returns where to go then */
export async function act(
  db: Db,
  contentDir: string,
  person: Person,
  form: OwnForm,
  now: Date,
): Promise<string> {
  if (!('cohort' in form)) {
    await changePerson(db, person, form);
    return SAVED;
  }
  const membership = await findMembership(db, person, form.cohort);
  if (!membership) return '/me';
  if (form.do === 'leave') return leave(db, membership);
  if (form.do === 'wishes') {
    const folder = await findCohort(contentDir, form.cohort);
    const zone = folder?.kind === 'cohort' ? folder.cohort.timezone : 'UTC';
    await changeWishes(db, membership.id, asWishes(form), zone);
    return SAVED;
  }
  if (form.do === 'move') return move(db, membership, form.blog, now);
  await changeCourse(db, membership, form, now);
  return form.do === 'remove' ? '/me?done=removed' : SAVED;
}

async function changePerson(db: Db, person: Person, form: Exclude<OwnForm, CourseForm>): Promise<void> {
  switch (form.do) {
    case 'rename':
      return form.pages === 'yes'
        ? renameWithPages(db, person, form.name)
        : renamePerson(db, person.id, form.name);
    case 'resume':
      return resumeMail(db, person);
    case 'zone':
      return changeTimezone(db, person.id, form.timezone || null);
  }
}

async function changeCourse(
  db: Db,
  membership: Membership,
  form: Exclude<CourseForm, { do: 'leave' | 'wishes' | 'move' }>,
  now: Date,
): Promise<void> {
  switch (form.do) {
    case 'away':
      return goAway(db, membership.id, form.until, now);
    case 'back':
      return comeBack(db, membership.id);
    case 'about':
      return introduce(db, membership.id, form.about || null);
    case 'answers':
      return changeHearing(db, membership.id, form.answers);
    case 'introductions':
      return changeIntroducing(db, membership.id, form.introductions === 'yes');
    case 'filing': {
      const { filing, filingTag } = filingChoice(form);
      return changeFiling(db, membership, form.blog, filing, filingTag);
    }
    case 'consent':
      return changeConsent(db, membership, form.blog, form.consent);
    case 'remove':
      return removeBlog(db, membership, form.blog);
    case 'feeds':
      await renewFeedKey(db, membership.id);
  }
}

/** Says so where a suggestion could not be followed, and what became of the blog. */
async function move(db: Db, membership: Membership, blogId: number, now: Date): Promise<string> {
  const followed = await followSuggestion(db, membership, blogId, now);
  if (followed === null || followed === 'followed') return SAVED;
  return `/me?done=move-${followed}`;
}

/** Whoever is its last facilitator hands the course over first. */
async function leave(db: Db, membership: Membership): Promise<string> {
  const left = await leaveCohort(db, membership);
  return left === 'done' ? '/me?done=left' : `/${membership.cohort}/facilitate/people/hand-over`;
}

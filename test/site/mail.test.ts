import { describe, expect, test } from 'vitest';
import { outbox } from '#core/db/schema/issues.ts';
import { countBounce, resumeMail } from '#core/mail/bounces.ts';
import { markFailed, markSent, type OwedMail } from '#core/mail/outbox.ts';
import { getPerson, type Person } from '#core/people.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort, writeCohort } from '../support/cohort.ts';
import { DAY, NOON, seatWithPost } from '../support/participants.ts';
import { useSite } from './site.ts';

const site = useSite((contentDir) => writeCohort(contentDir));

async function mailTo(name: string): Promise<OwedMail> {
  const mail = (await site.db.select().from(outbox)).find(({ toName }) => toName === name);
  return mail ?? expect.fail(`There is no mail to ${name}.`);
}

/** As if three mails had come back, on three days. */
async function bounceThrice(person: Person): Promise<void> {
  for (let day = 0; day < 3; day += 1) {
    const [mail] = await site.db
      .insert(outbox)
      .values({
        messageId: `${person.id}-${day}`,
        toName: person.name,
        toAddress: person.email,
        state: 'failed',
        nextAttemptAt: NOON,
        createdAt: NOON,
      })
      .returning();
    if (mail) await countBounce(site.db, mail, new Date(NOON.getTime() + day * DAY));
  }
}

/** The page's words, without its markup. */
const words = async (answer: Response) => (await answer.text()).replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');

describe('the facilitators’ desk', () => {
  test('shows how the newest issue’s mail is going, and why some of it is not', async () => {
    const host = await site.member('Gerda', 'rhizo', 'facilitator');
    expect(await words(await site.get('/rhizo/facilitate/blogs', host))).not.toContain('The mail');
    await site.member('Otto', 'rhizo');
    await seatWithPost(site.db, 'Mira');
    await makeIssue(site.db, testCohort(), '2027-01-12', NOON);
    await markSent(site.db, (await mailTo('Gerda')).id, NOON);
    const refusal = { problem: '550 5.1.1 No such <user>', forGood: true };
    await markFailed(site.db, await mailTo('Otto'), refusal, NOON);

    const desk = await words(await site.get('/rhizo/facilitate/blogs', host));
    expect(desk).toContain('No. 1, 12 January: 1 sent, 1 waiting, 1 failed.');
    expect(desk).toContain('Failed: There is no such mailbox.');
    expect(desk).toContain('Otto · The server said: “550 5.1.1 No such &lt;user&gt;”');
    expect(desk).not.toContain('otto@');
  });

  test('names those whose mail is paused', async () => {
    const host = await site.member('Gerda', 'rhizo', 'facilitator');
    const { person } = await site.member('Paul', 'rhizo');
    await bounceThrice(person);
    const told = 'We stopped sending the daily to Paul: their mail came back three times.';
    expect(await words(await site.get('/rhizo/facilitate/blogs', host))).toContain(told);
    await resumeMail(site.db, await getPerson(site.db, person.id));
    expect(await words(await site.get('/rhizo/facilitate/blogs', host))).not.toContain('We stopped');
  });
});

describe('whose mail is paused', () => {
  test('is told on their own page, and switches it on again there', async () => {
    const member = await site.member('Quentin', 'rhizo');
    expect(await words(await site.get('/me', member))).not.toContain('paused');
    await bounceThrice(member.person);
    const page = await words(await site.get('/me', member));
    expect(page).toContain('What we sent to quentin@example.org came back on three different days');
    expect(page).toContain('so we stopped on 14 January.');

    const answer = await site.post('/me', { do: 'resume' }, member);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/me?done=saved']);
    expect(await words(await site.get('/me', member))).not.toContain('paused');
    expect((await getPerson(site.db, member.person.id)).mailPausedAt).toBeNull();
  });
});

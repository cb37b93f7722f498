import { confirmJoining, recordFindings, startJoining } from '#core/joinings.ts';
import { emailAddress, personName } from '#core/people.ts';
import { makeInvitationLink } from '#core/sign-in.ts';
import { type Command, CommandError } from '../command.ts';
import { findBlog } from '../look.ts';
import { inWorkshop } from '../workshop.ts';

export const inviteCommand: Command = {
  name: 'invite',
  summary: 'Invites a person and prints the link with which they come in; it is good for two weeks, once.',
  usage: 'EMAIL --cohort C [--facilitator] [--name N] [--blog URL]',
  words: 1,
  options: {
    cohort: { type: 'string', help: 'the cohort, by the name of its folder' },
    facilitator: { type: 'boolean', help: 'as a facilitator' },
    name: { type: 'string', help: 'what they are called; the first part of the address otherwise' },
    blog: { type: 'string', help: 'their blog, in whatever form' },
  },
  async run(given) {
    const email = emailAddress.safeParse(given.words[0]);
    if (!email.success)
      throw new CommandError(email.error.issues[0]?.message ?? 'That is not a mail address.');
    const name = personName.safeParse(given.text('name') ?? email.data.split('@')[0]);
    if (!name.success) throw new CommandError(name.error.issues[0]?.message ?? 'That is not a name.');
    const slug = given.text('cohort');
    if (slug === null) throw new CommandError('Say which cohort: --cohort, with the name of its folder.');

    await inWorkshop(async (workshop) => {
      const { db, now, settings } = workshop;
      const cohort = await workshop.getCohort(slug);
      const blog = given.text('blog');
      const found = blog === null ? null : await findBlog(blog, workshop);
      if (found?.kind === 'failed') throw new CommandError(found.problem);

      const role = given.flag('facilitator') ? ('facilitator' as const) : ('participant' as const);
      const wish = { cohort: slug, name: name.data, email: email.data, pasted: blog, person: null, role };
      const joining = await startJoining(db, wish, now());
      if (found) await recordFindings(db, joining, found);
      const feed = found?.findings.candidates[0];
      await confirmJoining(db, joining.id, feed ? { feedUrl: feed.feedUrl, filing: 'tag' } : null);
      const token = await makeInvitationLink(db, { joiningId: joining.id }, now());
      console.log(`${name.data} can come into “${cohort.title}” with this link:`);
      console.log(`${settings.siteUrl}/sign-in/${token}`);
    });
  },
};

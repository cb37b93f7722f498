import type { Answers } from './answers.ts';

const ALWAYS =
  'Answer every first post yourself, on the day that it comes. Nothing else does as much for whether somebody writes again.';

/** What a host should have an eye on, from the answers: at most one sentence or two for each, and one for all. */
export function watchFor({ better, share, voices, tools, devices }: Answers): string[] {
  const found = [
    better.words.trim() === '' &&
      'You haven’t said yet what these people want to get better at. Ask five of them before the first week opens, and take the title from their words.',
    SHARING[share.choice],
    VOICES[voices.choice],
    TOOLS[tools.choice],
    DEVICES[devices.choice],
  ];
  return [...found.filter((sentence) => typeof sentence === 'string'), ALWAYS];
}

const SHARING: Record<string, string> = {
  hardly:
    'They aren’t used to being read. Begin with doubts and small things, write the first post yourself, and let it be an unfinished one.',
  talking:
    'They tell each other much and write little. Take two hundred words for a post, and offer to write down what somebody tells you.',
  chat: 'They are used to answers within minutes. A blog answers within days; say so, and link to good posts in their chat.',
  writing:
    'They write already. Ask for what isn’t in there yet: what went wrong, and what they only half know.',
};

const VOICES: Record<string, string> = {
  none: 'Nobody whom the others listen to is in yet. Win one of them before the first week opens, or begin as a small circle; two weeks for a topic leave you the time.',
  one: 'One voice can become the teacher. Ask them to write about something that they don’t know.',
  several:
    'Several known voices are in. See that they answer newcomers and not only each other, and that they don’t write first every week.',
};

const TOOLS: Record<string, string> = {
  blogs:
    'Some have a blog and others don’t. Pair them up in the first week, so that nobody is kept out by a form.',
  free: 'When everything is allowed, choosing takes long. Name one place for a blog that is good enough, for those who don’t want to choose.',
  bound:
    'Try beforehand whether blogs can be read and written at all from where they work, and who has to know of it.',
};

const DEVICES: Record<string, string> = {
  phone: 'On a telephone people read much and write little. A photograph with three sentences is a post.',
  shared:
    'A shared computer is not a place for half-finished thoughts. Tell people that they may read along by mail and write later.',
};

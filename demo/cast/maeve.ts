import { microblog } from '../makes/microblog.ts';
import type { Person } from '../person.ts';

export const maeve: Person = {
  name: 'maeve',
  author: 'Maeve Doyle',
  email: 'maeve@crumb.example',
  title: 'maeve bakes',
  about: 'Runs a four-person bakery in Cork, up at three, and writes in the gaps between batches.',
  language: 'en-IE',
  make: microblog,
  accent: '#9a4b06',
  pasted: ({ origin }) => origin,
  filing: 'everything',
  joins: 10,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: '0455',
      title: null,
      written: { daysAgo: 10, at: '04:55' },
      tags: ['potluck101'],
      html: `<p>First batch in, nine minutes to myself. <a href="{{course}}/weeks/1">What did keeping something to yourself once do for you?</a> It kept me in a job. At my first place I was the only one who knew the big oven ran twenty degrees hot on the left. When they let two people go they did not let me go. I was twenty-three and I am not even sorry. I am a bit sorry about Declan, who burnt a lot of scones.</p>`,
    },
    {
      slug: '1320',
      title: null,
      written: { daysAgo: 8, at: '13:20' },
      tags: [],
      html: `<p>Read <a href="{{amina/what-i-never-wrote-down}}">Amina on the man who stopped complaining about the tea</a> out loud to the whole shop while we were shaping. Nobody said anything for a good minute. Then Aoife said, “the mixer does that.” It does. It goes quiet before it goes.</p>`,
    },
    {
      slug: '0510',
      title: null,
      written: { daysAgo: 6, at: '05:10' },
      tags: ['potluck101'],
      html: `<p>Thing almost too small to mention, as per the exercise: if the flour delivery is late, ring the mill and not the driver. The driver will say ten minutes. The mill will say Thursday. Both are being kind to you in their own way.</p>`,
    },
    {
      slug: '0502',
      title: null,
      written: { daysAgo: 3, at: '05:02' },
      tags: ['potluck101'],
      html: `<p>Who introduces people? <a href="{{course}}/weeks/2">Easy.</a> Pat in the flour van. He has never once delivered only flour. “There’s a woman in Bandon with your exact problem.” He found me my oven man, my accountant and my bridesmaid. He retires in June and I don’t think the mill has any idea what they’re about to lose. They think they’re losing a van driver.</p>`,
    },
    {
      slug: '1405',
      title: null,
      written: { daysAgo: 1, at: '14:05' },
      tags: [],
      html: `<p>Trying <a href="{{ruth/the-question-behind-the-question}}">Ruth’s “what would you do with it?”</a> on customers. Man asks for a loaf without salt. Before, I’d have told him why it’d taste of wallpaper. Today: what’ll you do with it? It’s for his mother, it’s the kidneys, she misses toast. We talked for ten minutes and I’m baking him something on Friday. Queue out the door. Nobody minded except Aoife.</p>
<p>Read her <a href="{{dilys/seed-catalogue}}">Dilys’s potatoes</a> after, to make it up. She wants two kinds sent to Kinsale.</p>`,
    },
    {
      slug: 'good-morning-marek',
      title: null,
      written: { today: 0.2 },
      tags: ['potluck101'],
      html: `<p>Morning <a href="{{marek/second-week-on-site}}">Marek</a>. I was the one who said “you’ll pick it up” to a lad on his second day once, and I can still see him looking around for where it might be. What was in the van, in the end? And did the fella with the radio ever tell you his name?</p>`,
    },
  ],
};

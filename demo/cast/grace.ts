import { wordpress } from '../makes/wordpress.ts';
import type { Person } from '../person.ts';

export const grace: Person = {
  name: 'grace',
  author: 'Grace Tan',
  email: 'grace@turn-down.example',
  title: 'Turn Down',
  about:
    'Housekeeping supervisor at a hotel in Penang, fifty-eight, made this blog last night with her niece.',
  language: 'en-MY',
  make: wordpress,
  accent: '#a0316f',
  pasted: ({ origin }) => `${origin}/feed`,
  filing: 'everything',
  joins: 0,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'i-think-i-am-late',
      title: 'I think I am late',
      written: { today: 0.55 },
      tags: ['potluck101'],
      html: `<p>Hello everybody. My niece set this up for me and she has gone home, so if it looks funny I cannot fix it.</p>
<p>I know you are on week two already. I want to answer the first one, about <a href="{{course}}/weeks/1">keeping something to yourself</a>, as I have been thinking about it while doing the rooms.</p>
<p>Thirty-one years I am in housekeeping. I can look at a room for two seconds and know whether the guest is sad. I don’t mean untidy. Untidy is happy, often. Sad is when they make the bed themselves.</p>
<p>For a sad room I put one extra biscuit. Nobody told me to. It’s not in the standard, and biscuits are counted, so I move one from the rooms that are checking out. I never told my girls, because if all of them did it, the office would see it in the biscuits.</p>
<p>So keeping it to myself kept it possible. But I retire in two years, and then there won’t be any biscuit. I don’t know what is the right thing. That’s my post.</p>`,
    },
  ],
};

import { microblog } from '../makes/microblog.ts';
import type { Person } from '../person.ts';

export const marek: Person = {
  name: 'marek',
  author: 'Marek Novák',
  email: 'marek@live-wire.example',
  title: 'not live (checked twice)',
  about: 'Nineteen, apprentice electrician in Brno, second week on the big site.',
  language: 'en',
  make: microblog,
  accent: '#4b3fb0',
  pasted: ({ origin }) => `  ${origin}`,
  filing: 'everything',
  joins: 1,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'second-week-on-site',
      title: 'Second week on site',
      written: { daysAgo: 1, at: '20:30' },
      tags: ['potluck101'],
      html: `<p>Hi. My aunt does this course and she said I should write something, so. My English is from games, sorry.</p>
<p><a href="{{course}}/weeks/2">New somewhere and nobody answered.</a> That’s me now, not long ago. On the second day I asked where is the cable for the third floor and the guy said “in the van, you’ll pick it up”. There are six vans. I didn’t ask which one because I already asked one question that day.</p>
<p>So I opened all of them. One had a dog in it.</p>
<p>At lunch I sat on a cable drum a bit away, because I didn’t know if the table was for the company or for everybody. There is one older guy who has a radio. He didn’t say anything but he turned the radio a little so it was more in my direction. I think about this more than about the vans.</p>
<p>What would be enough: “the white one, next to the fence.” That’s seven words. I counted.</p>`,
    },
  ],
};

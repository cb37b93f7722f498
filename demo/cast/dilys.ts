import { blogger } from '../makes/blogger.ts';
import type { Person } from '../person.ts';

export const dilys: Person = {
  name: 'dilys',
  author: 'Dilys Pritchard',
  email: 'dilys@slugs-and-custard.example',
  title: 'Slugs and Custard',
  about: 'Runs a primary-school kitchen near Pwllheli and an allotment that runs her.',
  language: 'en-GB',
  make: blogger,
  accent: '#56702a',
  pasted: ({ origin }) => origin.replace('http://', ''),
  filing: 'tag',
  joins: 9,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'the-shed-roof-again',
      title: 'The shed roof, again',
      written: { daysAgo: 10, at: '16:00' },
      tags: ['allotment', 'shed'],
      html: `<p>Gareth says felt lasts ten years. Gareth has never lived on this hill. I found most of it on plot 14, wrapped round Mrs. Evans’s rhubarb like a shawl, and she’s asked if she can keep it there till the wind drops.</p>
<p>Up on the ladder I counted: that’s the fourth roof. The first three were also Gareth.</p>`,
    },
    {
      slug: 'custard-for-ninety',
      title: 'Custard for ninety',
      written: { daysAgo: 8, at: '18:30' },
      tags: ['potluck101', 'kitchen'],
      html: `<p>This is for <a href="{{course}}/weeks/1">the course</a>; garden people can skip to the next one.</p>
<p>A thing that’s almost too small to mention: you can’t multiply custard. The recipe card says six portions, and every new girl does the sum, fifteen times everything, and gets wallpaper paste. Past forty you use a fifth less powder. The pan holds its heat and carries on cooking it after you’ve stopped.</p>
<p>I know this, Bethan knew it, and Bethan had it from Mrs. Roberts, who had it from the army. There’s a laminated card on the wall from the council with the six portions on it. We’ve never corrected the card. It’s laminated.</p>
<p>I read <a href="{{priya/ticket-4471}}">that Priya’s five lines</a> cost an old man his pension for a day. Nobody ever lost a pension to custard. But I’ve seen a nineteen-year-old cry over a pan of it at ten to twelve with ninety children coming down the corridor, and I’d known since nine o’clock that she would.</p>
<p>I have bought a marker pen that writes on plastic.</p>`,
    },
    {
      slug: 'seed-catalogue',
      title: 'The seed catalogue, a confession',
      written: { daysAgo: 5, at: '17:15' },
      tags: ['allotment'],
      html: `<p>I said that I’d order two kinds of potato. I have ordered five. The catalogue’s been sent to the shed, where it can’t do any more harm, and the cat is asleep on the form, which I take to be a vote.</p>
<p>If anybody within reach of Pwllheli wants to go halves on the Pink Fir Apple, come to the porch. Knock first, the dog’s deaf and takes it personally.</p>`,
    },
    {
      slug: 'first-day-in-a-hairnet',
      title: 'First day in a hairnet',
      written: { daysAgo: 2, at: '18:45' },
      tags: ['potluck101', 'kitchen'],
      html: `<p><a href="{{amina/where-do-i-put-my-coat}}">Amina’s coat behind the printer</a> has been going round in my head all day, between the peas and the crumble.</p>
<p>My first day, 1994: they gave me a hairnet and nobody showed me how it goes. I wore it like a bonnet until two o’clock. Eleven women saw me. Ninety children saw me. When I got home my husband asked me why I had a line across my forehead.</p>
<p>The next ten minutes, as the question says: I went into the dry store and I stood with the flour. It’s a good place. I’ve found every new girl in there since, one time or another, so about ten years ago I put a stool in it. Nobody’s ever mentioned the stool. It moves about, so I know that it’s used.</p>
<p>I do wonder if I ought to be putting the stool out by the hob instead, where the people are. What do you think? There’s a case for both.</p>`,
      comments: [
        {
          author: 'maeve bakes',
          address: '{{maeve}}',
          written: { daysAgo: 1, at: '04:40' },
          html: `<p>By the hob. Mine is next to the oven and they fight over it. One of them told me it’s for her back.</p>`,
        },
        {
          author: 'Bethan',
          written: { daysAgo: 1, at: '12:15' },
          html: `<p>It was me who kept moving it. There’s a draught from the back door, Dilys, there always was.</p>`,
        },
        {
          author: 'Dilys Pritchard',
          written: { today: 0.2 },
          html: `<p>Ten years, Bethan! You could have said.</p>`,
        },
      ],
    },
  ],
};

import { hugo } from '../makes/hugo.ts';
import type { Person } from '../person.ts';

export const mele: Person = {
  name: 'mele',
  author: 'Mele Taufa',
  email: 'mele@turbidity.example',
  title: 'turbidity',
  about:
    'Water-treatment operator in Gisborne, Aotearoa New Zealand; plays ukulele at the plant when it rains.',
  language: 'en-NZ',
  make: hugo,
  accent: '#0b6a70',
  pasted: ({ origin }) => `${origin.replace('http://', '')}/`,
  filing: 'everything',
  joins: 9,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'the-pump-that-hums-flat',
      title: 'The pump that hums flat',
      written: { daysAgo: 8, at: '06:20' },
      tags: [],
      html: `<p>Tomasz has <a href="{{tomasz/the-third-sound}}">a bridge that sounds like his nana’s door</a>. I’ve got a pump.</p>
<p>Number 3 hums a B flat. I know, because I keep a ukulele at the plant for the wet nights and one time I tuned to it. When the intake’s starting to block, it goes flat. Just a bit, not even a semitone. The flow meter catches it about four hours later.</p>
<p>I’ve had seven years of walking in, hearing it, and going out to rake the screen before the alarm. On the sheet I write “routine check”. The boss reckons I’m lucky with that pump.</p>
<p>Why don’t I say it? Picture the toolbox meeting. “Morning team, Pump 3’s out of tune.” And I’m the only woman and the only one with a ukulele already.</p>
<p>But there’s a new fulla starting Monday and he’s on nights with number 3 by himself. So I’m thinking about it. What did your offsider say, Tomasz, when you told them about the door? Or haven’t you?</p>`,
    },
    {
      slug: 'a-letter-to-juergen',
      title: 'A letter to Jürgen about his notebook',
      written: { daysAgo: 4, at: '07:40' },
      tags: [],
      html: `<p>Kia ora Jürgen. I don’t have any German. My neighbour Heike does, and she read me <a href="{{juergen/das-heft-in-der-schublade}}">your green notebook post</a> over the fence, and then we both just stood there.</p>
<p>You wrote that it’s no use to anyone now, because the boiler’s gone. Can I push on that a bit? The bit Heike had to read twice was “wait until it stops knocking in the line, then count”. I’ve never seen a boiler like yours. I know exactly what you mean by that but. It’s not about the boiler. It’s about a bloke standing still next to a machine and listening until it’s ready.</p>
<p>So here’s my actual question. Would you show us a page? Any page. I’d love to see what it looks like when somebody writes down a sound.</p>
<p>And I’ll go first, from my own sheet, corrected: <em>02:10, Pump 3 flat by about a quarter tone. Raked the screen. Came back up by 02:40.</em> First time I’ve ever written it the way it was.</p>`,
    },
    {
      slug: 'two-people-at-the-same-tap',
      title: 'Two people at the same tap',
      written: { daysAgo: 2, at: '05:55' },
      tags: [],
      html: `<p><a href="{{course}}/weeks/2">Who introduces people to each other where you work?</a> At the plant, nobody. There’s four of us.</p>
<p>In town it’s Auntie Kiri at the marae kitchen, who rings me about brown water, and rings the forestry office about logs, and one day got sick of it and put us both on the same call and hung up. Just left us there! Me and the forestry guy. We’d been reading the same river from two ends for six years.</p>
<p>Now he texts when they’re felling upstream. I get a day’s warning. That’s worth more than the new sensor.</p>
<p>So, in the spirit of Auntie Kiri: <a href="{{lina/ما-لا-أكتبه}}">Lina</a>, who moved two boxes apart on the shelf and didn’t say why, meet <a href="{{dilys/custard-for-ninety}}">Dilys</a>, who’s writing on the laminated card. I reckon you two have the same problem. I’ll hang up now.</p>
<p>(Also, does anybody know how to reach Kofi? His site’s been giving me an error these last two days.)</p>`,
    },
  ],
};

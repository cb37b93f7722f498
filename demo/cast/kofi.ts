import { wordpress } from '../makes/wordpress.ts';
import type { Person } from '../person.ts';

export const kofi: Person = {
  name: 'kofi',
  author: 'Kofi Mensah',
  email: 'kofi@suame-spanner.example',
  title: 'Suame Spanner',
  about:
    'Fleet mechanic in Kumasi with three apprentices, whose blog lives on an old laptop under the bench.',
  language: 'en-GH',
  make: wordpress,
  accent: '#7d5a00',
  pasted: ({ origin }) => origin,
  filing: 'everything',
  joins: 9,
  fate: { kind: 'fails', from: { daysAgo: 4, at: '02:00' } },
  pictures: [],
  posts: [
    {
      slug: 'the-gearbox-nobody-teaches',
      title: 'The gearbox nobody teaches',
      written: { daysAgo: 9, at: '12:20' },
      tags: ['potluck101'],
      html: `<p>My master taught me engines, brakes, suspension. He did not teach gearbox. When a gearbox came in he sent us all to buy kenkey. By the time that we came back it was closed.</p>
<p>I asked him once, why. He laughed and said, “If I teach you gearbox, you will open shop across the road.” I learned it in the end by breaking my uncle’s taxi, and I opened my shop across the road from him. So he was right.</p>
<p>Now I have three apprentices of my own, and there is a lot of room across the road. <a href="{{course}}/weeks/1">What did keeping it do for him?</a> It bought him ten years, I have counted. But he is old now, he has gearboxes waiting, and he has nobody. On Sundays I cross the road and I do them for him. The boys come with me and they hold the lamp.</p>
<p>I teach gearbox. I am a bit afraid each time. I teach it.</p>`,
    },
    {
      slug: 'who-pays-for-the-mistake',
      title: 'Who pays for the mistake',
      written: { daysAgo: 6, at: '18:10' },
      tags: ['potluck101'],
      html: `<p>Madam Priya, I like <a href="{{priya/our-mistakes-are-public-now}}">your Friday page</a> too much. In my workshop we have a wall.</p>
<p>A stripped bolt, a burst hose, a valve put in upside down: we hang the thing itself on a nail. Under it, in chalk, who <em>repaired</em> it and how. We never write who spoiled it. Everybody knows who spoiled it. He is standing there.</p>
<p>When a new boy comes I take him along the wall before I show him any tool. He sees forty mistakes and forty repairs. After that he isn’t afraid to bring me number forty-one. He knows that there is a nail for it.</p>
<p>But I want to ask you: on your page, does the customer’s name appear? The day that a driver saw his own hose on my wall, he was not happy. Now I ask the owner first.</p>`,
    },
  ],
};

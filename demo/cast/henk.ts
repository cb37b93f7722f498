import { movableType } from '../makes/movable-type.ts';
import type { Person } from '../person.ts';

export const henk: Person = {
  name: 'henk',
  author: 'Henk van Dijk',
  email: 'henk@lijn22.example',
  title: 'Lijn 22',
  about:
    'Tram driver in Utrecht for twenty-six years, instructor for eight, blogging since before it was a word.',
  language: 'en',
  make: movableType,
  accent: '#003e7e',
  pasted: ({ origin }) => `${origin}/index.rdf`,
  filing: 'everything',
  joins: 10,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'the-secret-of-the-wet-curve',
      title: 'The secret of the wet curve',
      written: { daysAgo: 9, at: '20:00' },
      tags: ['potluck101'],
      html: `<p>There is a curve by the hospital where in wet weather the tram slides if you brake where the book says. You must brake one pole earlier. When I began, the old drivers knew this, and the new ones found it out.</p>
<p>We called that “earning the curve”. You came into the canteen white as cheese, somebody pushed a coffee over to you, and now you belonged. It was unsafe and stupid, and it was also the warmest welcome that I ever had in my life. Nobody says this when they talk about <a href="{{course}}/weeks/1">keeping knowledge to yourself</a>: that it can be how a group says you are one of us.</p>
<p>When I became instructor I put the pole in the lesson. Nobody slides now. And there’s no coffee. I have been trying for eight years to find what else I could put in the place of it.</p>`,
    },
    {
      slug: 'sideways',
      title: 'Sideways',
      written: { daysAgo: 5, at: '19:45' },
      tags: ['potluck101'],
      html: `<p>Inés asks for <a href="{{ines/abierto-para-quien}}">a word for what is open to the side and not upward</a>. In the depot it is the inside of locker 40. There’s no driver 40. There is a list in there, in eleven handwritings, of every place on the network where you can get out and use a toilet. It is the most important document in public transport.</p>
<p>Management doesn’t know of it, or is wise. If it were on the intranet, each café on that list would get a letter asking it for its terms and conditions, and by the summer it’d be three cafés.</p>
<p>So I am with Inés here, against Priya, whom I like. Some things are only true as long as they are not official. But I see the trouble: a driver who starts alone on Sunday doesn’t know that there’s a locker 40. Open to the side means that somebody has to stand beside you.</p>`,
    },
    {
      slug: 'twelve-stops',
      title: 'Twelve stops',
      written: { daysAgo: 2, at: '20:20' },
      tags: ['potluck101'],
      html: `<p>An instructor sits behind the new driver on a folding seat and talks. That is the job. Today, after reading <a href="{{ruth/the-question-behind-the-question}}">Ruth about her horses</a>, I decided to say nothing from Centraal to the hospital, twelve stops, unless there was danger.</p>
<p>Stop 1, she looked round. Stop 3, she looked round. By stop 5 she began to talk herself: “Too early. Okay. Cyclist. He’s seen me. He hasn’t seen me.” At stop 9 she braked one pole early. I had not told her about that curve yet. I asked how she knew. She said, “The driver in front of us did, so I thought he must have a reason.”</p>
<p>I’ve given that lesson four hundred times, and I never knew that you could see it from behind.</p>
<p>It is hard, to be quiet for twelve stops. I had to hold on to the pole. And I don’t say that it is always right. On ice I will talk.</p>`,
    },
  ],
};

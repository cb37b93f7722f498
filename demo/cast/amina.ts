import { wordpress } from '../makes/wordpress.ts';
import type { Person } from '../person.ts';

export const amina: Person = {
  name: 'amina',
  author: 'Amina Yusuf',
  email: 'amina@night-notes.example',
  title: 'Night Notes',
  about: 'Ward nurse in Leicester, mostly nights, eleven years in; writes on the bus home.',
  language: 'en-GB',
  make: wordpress,
  accent: '#235a74',
  pasted: ({ origin }) => origin.replace('http://', ''),
  filing: 'everything',
  joins: 10,
  fate: { kind: 'steady' },
  pictures: [],
  posts: [
    {
      slug: 'what-i-never-wrote-down',
      title: 'What I never wrote down',
      written: { daysAgo: 10, at: '19:40' },
      tags: ['potluck101', 'nights'],
      html: `<p>The second question in <a href="{{course}}/weeks/1">week one</a> got me on the number 22, somewhere around the clock tower, and I missed my stop.</p>
<p>Last month a newly qualified nurse, I’ll call her B, spent most of a night worried about a man in bay four. His numbers were fine. She checked them three times and each time she came back to the desk and said “they’re fine” in a voice that wasn’t. At half past four he went downhill, and she was the one who caught it.</p>
<p>I could have told her at midnight why she was worried. He’d stopped complaining about the tea. He had complained about the tea every two hours for three days, and then he took a cup and said thank you. People who are busy getting worse go polite.</p>
<p>Why hadn’t I said it? Nobody asked, yes. But also because it sounds daft. There’s a chart for breathing and a chart for pain and no chart for tea. If I say it out loud in front of a doctor I’m a woman with a feeling. So it lives in my head, and in the heads of four or five others who will all retire.</p>
<p>I told B on the way to the car park. She wrote it on her hand.</p>`,
    },
    {
      slug: 'the-handover-sheet-lies',
      title: 'The handover sheet lies',
      written: { daysAgo: 7, at: '08:55' },
      tags: ['potluck101'],
      html: `<p>Tomasz wrote that <a href="{{tomasz/the-third-sound}}">his form has no box for “come back in spring”</a> and I laughed in the sluice room, where nobody laughs.</p>
<p>Our handover sheet has eleven columns. It’s printed fresh before every shift and it is perfectly true. Then we sit down with it, and the person going home puts her pen across it and says: “Right. Bed six. His wife comes at three and he’ll tell you he’s had lunch.” None of that is on the sheet. All of it is the handover.</p>
<p>Where I’d argue with Tomasz a little: he wants a twelfth column. I used to want one. But I’ve seen what happens to columns. Somebody upstairs notices that it’s empty in 40% of rows and then we’re all writing “nil of note” in it for ever. I think some things stay alive because they are said by one tired face to another.</p>
<p>But then <a href="{{priya/ticket-4471}}">Priya’s script</a> would have died on Priya’s laptop. So I don’t know. What’s the difference between her script and bed six’s lunch? That’s a real question, I’d like to know.</p>`,
    },
    {
      slug: 'where-do-i-put-my-coat',
      title: 'Where do I put my coat',
      written: { daysAgo: 2, at: '09:10' },
      tags: ['potluck101'],
      html: `<p>Agency shift, 2016, a hospital I won’t name. I came on at a quarter past seven with my coat over my arm, and nobody told me where it went. I asked one person. She said “anywhere” without looking up.</p>
<p>“Anywhere” is not a place. I folded it up very small, put it behind a printer and thought about it for twelve hours. My keys were in it. My lunch was in it. I didn’t eat until I got home, because going to the printer felt like admitting something.</p>
<p>What did I do next? (That’s <a href="{{course}}/weeks/2">the question</a>.) I never went back there. I rang the agency and said I couldn’t do Thursdays. It had nothing to do with Thursdays.</p>
<p>What would have been enough: a hook and a name. “That one, next to Femi’s.” I wouldn’t have needed Femi to be nice.</p>
<p>Ruth says in <a href="{{ruth/the-question-behind-the-question}}">her post on the reference desk</a> that a good host asks first. I’d put something before asking. Take the coat, then ask. You can’t answer a question with your arms full.</p>`,
      comments: [
        {
          // As WordPress lists a link from elsewhere among the comments.
          author: 'Slugs and Custard: First day in a hairnet',
          address: '{{dilys/first-day-in-a-hairnet}}',
          written: { daysAgo: 2, at: '18:50' },
          html: `<p>[&#8230;] Amina’s coat behind the printer has been going round in my head all day, between the peas [&#8230;]</p>`,
        },
        {
          author: 'Femi’s mum',
          written: { daysAgo: 1, at: '07:20' },
          html: `<p>He would have moved his over. I brought him up to.</p>`,
        },
        {
          author: 'Tomasz Wisniewski',
          written: { daysAgo: 1, at: '20:05' },
          html: `<p>At our depot there is a nail with my name. I am there eleven years and I was happy about this nail for a month.</p>`,
        },
      ],
    },
    {
      slug: 'a-hook-with-a-name-on-it',
      title: 'A hook with a name on it',
      written: { today: 0.35 },
      tags: ['potluck101'],
      html: `<p>Small report. After <a href="{{wanjiru/the-bench-by-the-door}}">Wanjiru’s bench</a> I took a strip of tape and wrote TONIGHT’S AGENCY NURSE on it and stuck it over the hook by the linen cupboard.</p>
<p>The woman who came on last night stood in front of it for a moment. Then she hung up her coat and said, “Well, that’s a first.” She told me about a ward in Derby where they give you a torch. I’d never thought of a torch.</p>
<p>That’s all. The tape cost nothing. I am slightly annoyed that it took me eleven years and a teacher in Laikipia.</p>`,
    },
  ],
};

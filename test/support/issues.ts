import type { Entry, Issue, Thread } from '../../src/core/digest/issue.ts';
import { excerpt } from '../../src/core/excerpt.ts';

/** Made-up issues, the same on every run: five languages, one of them right to left. */

interface Voice {
  language: string;
  names: string[];
  blogs: string[];
  titles: string[];
  sentences: string[];
}

const voices: Voice[] = [
  {
    language: 'en',
    names: [
      'Amina Diallo',
      'Joseph Okoro',
      'Ruth Castellanos',
      'Tom Whitlock',
      'Priya Raman',
      'Máire Ní Bhriain',
    ],
    blogs: ['Notes from the Ward', 'Half a Thought', 'The Long Commute', 'Sawdust & Systems', 'Margins'],
    titles: [
      'The day I stopped answering and started asking',
      'What the night shift knows',
      'Nobody reads the manual, everybody reads Grace',
      'A map of who I ask',
      'Learning out loud is still frightening',
      'Three questions I keep in my pocket',
      'Why our best training is the queue for coffee',
    ],
    sentences: [
      'For eleven years I thought my job was to have the answer ready before anybody finished the question.',
      'Then a new colleague asked me something I could not answer, and we looked it up together at the back of the van.',
      'It took twenty minutes and I remember every one of them.',
      'Nobody had planned it, and no course would have had it on its list.',
      'What I learned was less about pumps than about saying “I don’t know” to somebody who is counting on me.',
      'Since then I keep a small notebook of the people I asked, not of what they told me.',
      'When I read it back in spring, it looked more like a map than like notes.',
      'Is that a network, or only a list of kind people?',
    ],
  },
  {
    language: 'de',
    names: ['Marc Weber', 'Annegret Lüdtke', 'Sebastian Großmann', 'Nele Petersen', 'Dr. Ute Brandt'],
    blogs: ['Lernwerk', 'Zwischen zwei Schichten', 'Werkbank und Wissen', 'Nachgefragt'],
    titles: [
      'Was ich beim Zuschauen gelernt habe',
      'Die Kaffeeküche als Weiterbildungseinrichtung',
      'Wissensmanagement? Frag doch einfach Petra!',
      'Vom Mut, eine dumme Frage zu stellen',
      'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    ],
    sentences: [
      'Am 3. November stand ich zum ersten Mal allein an der neuen Anlage, und nach zehn Minuten stand ich nicht mehr allein da.',
      'Drei Kolleginnen hatten unabhängig voneinander gemerkt, dass ich zögerte.',
      'Keine von ihnen hat mir etwas erklärt, sie haben z. B. einfach gefragt, was ich gerade höre.',
      'Seitdem glaube ich, dass gutes Lehren manchmal nur eine gut gestellte Frage ist.',
      'Unsere Fortbildungsdokumentation weiß davon natürlich nichts.',
      'Wer von euch hat so etwas auch schon einmal erlebt?',
    ],
  },
  {
    language: 'fr',
    names: ['Élodie Marchand', 'Bastien Le Goff', 'Chloé N’Guessan', 'François Delattre'],
    blogs: ['À voix haute', 'Le carnet d’atelier', 'Apprendre ailleurs'],
    titles: [
      'Ce que mes élèves m’ont appris sur le silence',
      'Éloge de la pause-café',
      'Le réseau n’est pas la carte',
      'Et si nous apprenions à demander ?',
    ],
    sentences: [
      'Je me suis longtemps demandé pourquoi nos réunions les plus utiles se passent dans le couloir.',
      'Cette semaine, j’ai simplement noté qui parlait à qui, et de quoi.',
      'Le résultat tient sur une page, et il m’a beaucoup surprise !',
      'Les personnes que je croyais isolées étaient celles que tout le monde venait voir.',
      'Qu’est-ce que cela change, au fond, à notre façon de former les nouveaux ?',
    ],
  },
  {
    language: 'ar',
    names: ['ليلى حداد', 'يوسف المنصوري', 'سلمى بن عيسى', 'كريم الزهراني'],
    blogs: ['دفاتر ليلى', 'على الهامش', 'أفكار من المختبر'],
    titles: [
      'كيف تعلمت من زميلي الأصغر',
      'ما لا تقوله الدورات التدريبية',
      'شبكتي الصغيرة في MOOC هذا الأسبوع',
      'السؤال الجيد نصف الجواب',
    ],
    sentences: [
      'كنت أظن أن التعلم في العمل يحدث في قاعات التدريب فقط.',
      'ثم جلست بجانب زميلي الجديد وراقبته وهو يحل مشكلة لم أستطع حلها منذ أسابيع.',
      'لم يشرح لي شيئا، بل طلب مني أن أصف له ما أراه.',
      'منذ ذلك اليوم وأنا أسأل أكثر مما أجيب.',
      'هل حدث معكم شيء مثل هذا؟',
    ],
  },
  {
    language: 'zh',
    names: ['林薇', '陈志远', '王小明'],
    blogs: ['走廊里的课堂', '慢慢学', '小明的笔记'],
    titles: ['向同事学习的三个瞬间', '提问的勇气', '我的学习网络长什么样？', '午休时间学到的东西'],
    sentences: [
      '上个星期我第一次在会议上说“我不知道”，结果三个同事主动来帮我。',
      '我们一起画了一张图，把每个人会问谁都写在上面。',
      '原来最常被问到的人不是经理，而是前台的李姐。',
      '学习并不总是发生在课堂里，它常常发生在走廊里。',
      '你们的网络是什么样子的呢？',
    ],
  },
];

/** mulberry32: small, and the same everywhere. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const cohort = {
  slug: 'learning-at-work',
  title: 'Learning from each other at work',
  language: 'en',
  timezone: 'Europe/Berlin',
};

const week = {
  number: 3,
  title: 'The people we ask',
  url: 'https://potluck.example/learning-at-work/weeks/3',
  hasPassed: false,
  provocations: [
    {
      question: 'When did you last learn something at work from somebody who wasn’t teaching you?',
      url: 'https://potluck.example/learning-at-work/weeks/3#asking',
    },
  ],
};

export const emptyIssue: Issue = {
  kind: 'daily',
  cohort,
  number: 14,
  on: '2026-11-23',
  host: [],
  week,
  toYou: [],
  newVoices: [],
  lines: [],
  conversations: [],
  answers: [],
  others: [],
  waiting: [],
  arrived: [],
  comingUp: [],
  heldBack: 0,
};

/** The first day: everybody is new, no week is open yet. */
export function firstIssue(): Issue {
  const entries = makeEntries(4, 7);
  return {
    ...emptyIssue,
    number: 1,
    on: '2026-11-09',
    week: null,
    host: ['Welcome, all of you. Nothing has to be ready; bring what you have.'],
    newVoices: entries,
    arrived: [
      {
        name: 'Ulla Reads',
        url: 'https://potluck.example/learning-at-work/people/ulla-reads',
        about: 'I keep the archive of a shipyard, and read more than I write.',
      },
    ],
    comingUp: [{ title: 'Week 1: Why we ask', url: week.url, on: '2026-11-10', at: null }],
  };
}

/** A day with that many posts, those folded under others included. */
export function issueOf(posts: number, seed = posts): Issue {
  const folded = posts < 10 ? 0 : Math.round(posts / 12);
  const entries = makeEntries(posts - folded, seed);
  for (let index = 0; index < folded; index += 1) fold(entries[(index * 5 + 4) % entries.length], index);
  const newVoices = entries.splice(0, Math.max(1, Math.round(posts / 9)));
  const conversations: Thread[] = [];
  const threads = Math.max(1, Math.round(posts / 30));
  for (let index = 0; index < threads && entries.length > 3; index += 1) {
    const [start, ...answers] = entries.splice(0, 3 + (index % 2));
    if (start === undefined) break;
    conversations.push({
      start,
      replies: answers.map((entry, position) => ({
        kind: position === 2 ? 'comment' : 'answer',
        entry,
        quote: position > 0 ? null : firstSentence(entry),
      })),
      url: `https://potluck.example/learning-at-work/conversations/${index + 1}`,
    });
  }
  const answers = entries.splice(0, Math.ceil(entries.length / 2));
  return {
    ...emptyIssue,
    newVoices: newVoices.map(introduced),
    conversations,
    answers: [{ about: null, entries: answers }],
    others: [
      { about: 'apprenticeship', entries: entries.slice(0, 2) },
      { about: null, entries: entries.slice(2) },
    ].filter((group) => group.entries.length > 0),
    waiting: posts < 50 ? makeEntries(2, seed + 1) : [],
  };
}

/** A day after a live session, and two days before the next one. */
export function liveIssue(): Issue {
  const page = 'https://potluck.example/learning-at-work/live/1';
  const line = (answer: number, name: string, question: string, text: string) => ({
    name,
    personUrl: `https://potluck.example/learning-at-work/people/${answer}`,
    question,
    url: `${page}#answer-${answer}`,
    text,
  });
  return {
    ...issueOf(5),
    lines: [
      {
        title: 'An hour on asking',
        lines: [
          line(
            3,
            'Ruth Castellanos',
            '1. Whom did you ask last?',
            'The apprentice. He had looked it up an hour before.',
          ),
          line(9, 'ليلى حداد', '4. What would you rather not ask at work?', 'كل ما سألته بالأمس.'),
        ],
      },
    ],
    comingUp: [
      {
        title: 'Live: An hour on answering',
        url: 'https://potluck.example/learning-at-work/live/2',
        on: '2026-11-25',
        at: new Date('2026-11-25T18:00:00Z'),
      },
    ],
  };
}

/** Years after the last week: somebody answers what it asked. */
export function alumniIssue(): Issue {
  return {
    ...emptyIssue,
    number: 97,
    on: '2029-05-02',
    week: { ...week, hasPassed: true },
    answers: [{ about: week.provocations[0]?.question ?? null, entries: makeEntries(1, 3) }],
  };
}

/** Every field that a stranger fills tries to break out of where it is shown. */
export function hostileIssue(): Issue {
  const attack = `"><script>alert(1)</script><img src=x onerror="alert(1)">' onmouseover='alert(1)`;
  const entry = (url: string): Entry => ({
    postId: 1,
    author: {
      membershipId: 1,
      name: `Eve \u202Etxt.exe ${attack}`,
      url,
      blogTitle: `${attack} ]]> -->\u0000\u0008`,
      about: attack,
    },
    title: `</title></h3><script>alert(2)</script> & "quotes" \uFFFE\uD800 ${attack}`,
    url,
    excerpt: `<script>alert(3)</script> ${attack} <!-- ]]> <![CDATA[ \u000B\u2066`,
    language: `en"><script>`,
    publishedAt: new Date('2026-11-23T08:00:00Z'),
    more: [{ title: attack, url: 'JaVaScRiPt:alert(1)' }],
  });
  return {
    ...emptyIssue,
    cohort: { ...cohort, title: `Cohort ${attack}` },
    week: {
      number: 1,
      title: attack,
      url: week.url,
      hasPassed: false,
      provocations: [{ question: attack, url: 'javascript:alert(1)' }],
    },
    newVoices: [
      entry('javascript:alert(1)'),
      entry(' jav\tascript:alert(1)'),
      entry('data:text/html,<script>alert(1)</script>'),
      entry('vbscript:x'),
    ],
    conversations: [
      {
        start: entry('https://eve.example/"onclick="alert(1)'),
        replies: [{ kind: 'answer', entry: entry("https://eve.example/'><script>"), quote: attack }],
        url: 'javascript:alert(1)',
      },
    ],
    toYou: [{ kind: 'mention', entry: entry('javascript:alert(1)'), quote: attack }],
    answers: [{ about: attack, entries: [entry(`https://eve.example/${'a'.repeat(5000)}`)] }],
    others: [
      {
        about: attack.repeat(100),
        entries: [
          { ...entry('https://eve.example/'), title: `word`.repeat(20_000), excerpt: 'x'.repeat(50_000) },
        ],
      },
    ],
    lines: [
      {
        title: attack,
        lines: [
          {
            name: attack,
            personUrl: 'javascript:alert(1)',
            question: attack,
            url: 'javascript:alert(1)',
            text: attack,
          },
        ],
      },
    ],
    host: [attack],
    waiting: [entry('javascript:alert(1)')],
    arrived: [{ name: attack, url: 'javascript:alert(1)', about: attack }],
    comingUp: [{ title: attack, url: 'javascript:alert(1)', on: '2026-11-24', at: null }],
  };
}

/** Somebody new may say who they are. */
function introduced(entry: Entry, index: number): Entry {
  const about = index % 2 === 0 ? 'Nurse on nights, beekeeper by day.' : null;
  return { ...entry, author: { ...entry.author, about } };
}

function makeEntries(count: number, seed: number): Entry[] {
  const roll = dice(seed);
  return Array.from({ length: count }, (_, index) => makeEntry(index, roll));
}

function makeEntry(index: number, roll: () => number): Entry {
  const pick = <T>(list: T[]): T => list[Math.floor(roll() * list.length)] as T;
  // English for every second post, as in an international course.
  const voice = index % 2 === 0 ? (voices[0] as Voice) : (voices[1 + (((index - 1) / 2) % 4)] as Voice);
  const host = `blog${index + 1}.example`;
  const title = pick(voice.titles);
  const start = Math.floor(roll() * voice.sentences.length);
  const said = voice.sentences.map((_, offset) => voice.sentences[(start + offset) % voice.sentences.length]);
  const glue = voice.language === 'zh' ? '' : ' ';
  const text = `${said.slice(0, 2).join(glue)}\n\n${said.slice(2).join(glue)}`;
  return {
    postId: index + 1,
    author: {
      membershipId: index + 1,
      name: pick(voice.names),
      url: `https://potluck.example/learning-at-work/people/person-${index + 1}`,
      blogTitle: pick(voice.blogs),
      about: null,
    },
    title: index % 11 === 6 ? null : title,
    url: `https://${host}/2026/11/${encodeURIComponent(title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')).slice(0, 60)}`,
    excerpt: excerpt(text),
    language: index % 7 === 5 ? null : voice.language,
    publishedAt: new Date(Date.UTC(2026, 10, 22, 6) + index * 150_000),
    more: [],
  };
}

function fold(entry: Entry | undefined, index: number): void {
  entry?.more.push({
    title: `A second thought, ${index + 2} days later`,
    url: `${entry.url}-second-thought`,
  });
}

function firstSentence(entry: Entry): string {
  return entry.excerpt.match(/^.*?[.!?؟。！？](?=\s|$|\p{sc=Han})/u)?.[0] ?? entry.excerpt;
}

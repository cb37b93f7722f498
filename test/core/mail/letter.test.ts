import { getElementsByTagName, textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { letter } from '#core/mail/letter.ts';
import { invitationLetter, joinLetter, signInLetter } from '#core/mail/messages.ts';
import { refusedLetter, removedLetter } from '#core/mail/people-letters.ts';
import { testCohort } from '../../support/cohort.ts';

const attack = `"><script>alert(1)</script><img src=x onerror='alert(1)'> & \u202Egnp.exe`;
const url = 'https://course.example.org/sign-in/a?b=1&c="2"';

function elements(html: string, name: string) {
  return getElementsByTagName(name, parseDocument(html));
}

describe('a letter', () => {
  const { subject, text, html } = letter({
    subject: 'Subject',
    before: ['One.', 'Two.'],
    button: { label: 'Press', url },
    after: ['Three.'],
  });

  test('says the same in both of its forms', () => {
    expect(subject).toBe('Subject');
    expect(text).toBe(`One.\n\nTwo.\n\nPress:\n${url}\n\nThree.\n`);
    expect(elements(html, 'p').map(textContent)).toEqual(['One.', 'Two.', 'Press', 'Three.']);
    expect(elements(html, 'title').map(textContent)).toEqual(['Subject']);
  });

  test('has one link, to the button’s address', () => {
    expect(elements(html, 'a').map((link) => link.attribs.href)).toEqual([url]);
  });

  test('makes links of the addresses in its words, and lets long ones break', () => {
    const long = `https://course.example.org/mail/${'a'.repeat(80)}`;
    const { html } = letter({ subject: 'Subject', before: ['One.'], after: [`Say so here: ${long}`] });
    expect(elements(html, 'a').map((link) => link.attribs.href)).toEqual([long]);
    expect(elements(html, 'div').map(({ attribs }) => attribs.style)).toEqual([
      expect.stringContaining('overflow-wrap:anywhere'),
    ]);
  });

  test('lets what is quoted run in the direction of its words, and nothing of ours', () => {
    const { html } = letter({ subject: 'Subject', before: ['نور has answered.', '“تعلمت اليوم.”'] });
    expect(elements(html, 'p').map(({ attribs }) => attribs.dir)).toEqual([undefined, 'auto']);
  });

  test('needs no button', () => {
    const plain = letter({ subject: 'Subject', before: ['One.'] });
    expect(plain.text).toBe('One.\n');
    expect(elements(plain.html, 'a')).toEqual([]);
  });

  test('loads nothing from anywhere', () => {
    expect(html).not.toMatch(/<(img|link|script|iframe)|url\(|@import/);
  });

  test('lets no words break out', () => {
    const { html } = letter({
      subject: attack,
      before: [attack],
      button: { label: attack, url: `https://example.org/${attack}` },
      after: [attack],
    });
    expect(elements(html, 'script')).toEqual([]);
    expect(elements(html, 'img')).toEqual([]);
    expect(elements(html, 'a').map(({ attribs }) => Object.keys(attribs))).toEqual([['href', 'style']]);
    expect(html).not.toContain('\u202E');
    expect(textContent(elements(html, 'p'))).toContain('<script>alert(1)</script>');
  });
});

describe('the letters', () => {
  const cohort = { ...testCohort(), title: `Rhizo ${attack}` };

  test.each([
    ['for signing in', signInLetter(attack, url)],
    ['for joining', joinLetter(attack, cohort, url)],
    ['of invitation', invitationLetter(attack, attack, cohort, url)],
    ['of invitation by nobody in particular', invitationLetter('Ada', null, cohort, url)],
  ])('%s have one link and let no words break out', (_, { text, html }) => {
    expect(elements(html, 'script')).toEqual([]);
    expect(elements(html, 'a').map((link) => link.attribs.href)).toEqual([url]);
    expect(text.split(url)).toHaveLength(2);
    expect(text).not.toContain('undefined');
  });

  test('of a refusal, and for somebody who is taken out, keep the paragraphs of a facilitator', () => {
    const words = 'We are full.\n\nCome back in spring.';
    for (const { html } of [
      refusedLetter('Ada', testCohort(), words),
      removedLetter('Ada', 'Grace', testCohort(), words),
    ]) {
      const paragraphs = elements(html, 'p').map((each) => textContent(each));
      expect(paragraphs).toEqual(expect.arrayContaining(['We are full.', 'Come back in spring.']));
    }
  });

  test('for signing in says where', () => {
    const { subject, text } = signInLetter('Ada', url);
    expect(subject).toBe('Your way in: course.example.org');
    expect(text).toContain('Here is your way in to course.example.org.');
  });

  test('of invitation says what the course is about, where that is known', () => {
    expect(invitationLetter('Ada', 'Grace', testCohort(), url).text).toContain('\n\nA course for tests.\n\n');
    const silent = { ...testCohort(), summary: '' };
    expect(invitationLetter('Ada', 'Grace', silent, url).text).not.toContain('\n\n\n');
  });
});

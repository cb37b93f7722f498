import { describe, expect, test } from 'vitest';
import { decodeText } from '#core/encoding.ts';
import { isSpreadsheet, readGuestList } from '#core/guest-list.ts';

const guest = (line: number, name: string, email: string, blog: string | null = null) => ({
  kind: 'guest',
  line,
  name,
  email,
  blog,
});

const ADA = guest(1, 'Ada Lovelace', 'ada@example.org');
const GRACE = guest(2, 'Grace Hopper', 'grace@example.org', 'grace.example');

describe('a list of people', () => {
  test.each([
    ['commas', 'Ada Lovelace,ada@example.org\nGrace Hopper,grace@example.org,grace.example\n'],
    ['semicolons', 'Ada Lovelace;ada@example.org\nGrace Hopper;grace@example.org;grace.example'],
    ['tabs', 'Ada Lovelace\tada@example.org\nGrace Hopper\tgrace@example.org\tgrace.example'],
    [
      'the lines of Windows',
      'Ada Lovelace,ada@example.org\r\nGrace Hopper,grace@example.org,grace.example\r\n',
    ],
    ['the lines of old Macs', 'Ada Lovelace,ada@example.org\rGrace Hopper,grace@example.org,grace.example'],
    ['a mark in front', '\uFEFFAda Lovelace,ada@example.org\nGrace Hopper,grace@example.org,grace.example'],
    ['quotes', '"Ada Lovelace","ada@example.org"\n"Grace Hopper","grace@example.org","grace.example"'],
    ['blanks', '  Ada  Lovelace , ADA@Example.org \nGrace Hopper ,grace@example.org , grace.example ,,'],
    ['the address first', 'ada@example.org,Ada Lovelace\ngrace@example.org,Grace Hopper,grace.example'],
  ])('is read with %s', (_, text) => {
    expect(readGuestList(text)).toEqual([ADA, GRACE]);
  });

  test.each([
    ['in this order', 'Name,Email,Blog\nAda Lovelace,ada@example.org,ada.example'],
    ['in another', 'Blog;E-Mail Address;Joined;Full name\nada.example;ada@example.org;2026;Ada Lovelace'],
    [
      'as learning platforms write them',
      'First name,Surname,Email address,URL\nAda,Lovelace,ada@example.org,ada.example',
    ],
    [
      'behind a mark, in quotes',
      '\uFEFF"name"\t"mail"\t"blog"\n"Ada Lovelace"\t"ada@example.org"\t"ada.example"',
    ],
  ])('goes by its line of headings %s', (_, text) => {
    expect(readGuestList(text)).toEqual([guest(2, 'Ada Lovelace', 'ada@example.org', 'ada.example')]);
  });

  test.each([
    [
      'of a form',
      'Timestamp,What is your e-mail?,Your name\n2026/11/01 10:00,grace@example.com,Grace Hopper',
    ],
    ['in German', 'Vorname;Nachname;E-Mail-Adresse\nGrace;Hopper;grace@example.com'],
    ['in German, where Name is the last one', 'Name;Vorname;E-Mail\nHopper;Grace;grace@example.com'],
    ['in French', 'Nom,Prénom,Courriel\nHopper,Grace,grace@example.com'],
    ['in Spanish', 'Nombre;Apellidos;Correo electrónico\nGrace;Hopper;grace@example.com'],
    ['in Polish', 'Imię;Nazwisko;Adres e-mail\nGrace;Hopper;grace@example.com'],
    ['in Russian', 'Имя;Фамилия;Электронная почта\nGrace;Hopper;grace@example.com'],
    ['with the whole name beside the first', 'First name,Name,Mail\nGrace,Grace Hopper,grace@example.com'],
    ['with a wish beside', 'Name,Mailing list?,Your e-mail\nGrace Hopper,yes,grace@example.com'],
  ])('goes by headings %s', (_, text) => {
    expect(readGuestList(text)).toEqual([guest(2, 'Grace Hopper', 'grace@example.com')]);
  });

  test.each([
    ['Vorname;Name;E-Mail\nJan;Jansen;jan@example.org', 'Jan Jansen'],
    ['First name,Name,Email\nJohn,Johnson,jan@example.org', 'John Johnson'],
    ['First name,Name,Email\nJan,Jan Jansen,jan@example.org', 'Jan Jansen'],
  ])('puts a first name before a last one that begins like it: %s', (text, name) => {
    expect(readGuestList(text)).toEqual([guest(2, name, 'jan@example.org')]);
  });

  test('with the delimiter on top, as Excel writes it, has its headings on the second line', () => {
    const text = 'sep=;\r\nE-Mail;Vorname;Nachname\r\nada@example.org;Ada;Lovelace\r\n';
    expect(readGuestList(text)).toEqual([guest(3, 'Ada Lovelace', 'ada@example.org')]);
  });

  test.each([
    ['none', 'When,Who,Where\n2026,Grace Hopper,grace@example.com', ['When', 'Who', 'Where']],
    ['no name', 'Who,E-Mail\nGrace Hopper,grace@example.com', ['Who']],
    ['no address', 'Name,Reach me at\nGrace Hopper,grace@example.com', ['Reach me at']],
  ])('of whose headings %s is known invites nobody, and says so', (_, text, unknown) => {
    expect(readGuestList(text)).toEqual([
      expect.objectContaining({
        kind: 'wrong',
        line: 1,
        problem: expect.stringContaining(
          `These headings aren’t known: ${unknown.map((each) => `“${each}”`).join(', ')}. Call them name`,
        ),
      }),
    ]);
  });

  test.each([
    '2026/11/01 10:00',
    '11/1/2026 10:00:00 AM',
    '01.11.2026',
    '2026-11-01T10:00:00Z',
    'Nov 1, 2026',
    '10:00',
    '17',
  ])('takes “%s” for nobody’s name', (cell) => {
    for (const text of [
      `"${cell}",ada@example.org,Ada Lovelace`,
      `name,email,who\n"${cell}",ada@example.org,Ada Lovelace`,
    ])
      expect(readGuestList(text)).toMatchObject([
        { kind: 'wrong', problem: expect.stringContaining(`“${cell}” is no name.`) },
      ]);
  });

  test('may hold names with the separator, quotes and other scripts in them', () => {
    const text =
      '"Lovelace, Ada",ada@example.org\n"Grace ""Amazing"" Hopper",grace@example.org\n李清照,li@example.org\nمي زيادة,may@example.org';
    expect(readGuestList(text)).toMatchObject([
      { name: 'Lovelace, Ada' },
      { name: 'Grace "Amazing" Hopper' },
      { name: '李清照' },
      { name: 'مي زيادة' },
    ]);
    expect(readGuestList('Lovelace, Ada;ada@example.org')).toMatchObject([{ name: 'Lovelace, Ada' }]);
  });

  test('says of each line what is wrong, and counts lines as an editor does', () => {
    const text = [
      'name,email',
      '',
      'Ada,ada@example.org',
      'Ben,ben at example.org',
      ',carl@example.org',
      'Dora,',
      'Ada again,ADA@example.org',
      ',,',
      `${'E'.repeat(81)},eve@example.org`,
      'Fay,fay@example.org',
    ].join('\n');
    expect(readGuestList(text)).toEqual([
      guest(3, 'Ada', 'ada@example.org'),
      expect.objectContaining({
        kind: 'wrong',
        line: 4,
        problem: expect.stringContaining('“ben at example.org” is not'),
      }),
      expect.objectContaining({ kind: 'wrong', line: 5, problem: 'The name is missing.' }),
      expect.objectContaining({ kind: 'wrong', line: 6, problem: 'The mail address is missing.' }),
      { kind: 'doubled', line: 7, text: 'Ada again,ADA@example.org', firstLine: 3 },
      expect.objectContaining({ kind: 'wrong', line: 9, problem: expect.stringContaining('too long') }),
      guest(10, 'Fay', 'fay@example.org'),
    ]);
  });

  test('loses one line to a quotation mark out of place, and no other', () => {
    const text = 'Ada,ada@example.org\n"Ben,ben@example.org\nCarl,carl@example.org';
    expect(readGuestList(text)).toEqual([
      guest(1, 'Ada', 'ada@example.org'),
      expect.objectContaining({ kind: 'wrong', line: 2, text: '"Ben,ben@example.org' }),
      guest(3, 'Carl', 'carl@example.org'),
    ]);
  });

  test('may have cells of several lines beside the ones that count', () => {
    const text = 'name,notes,email\nAda,"tea,\nno sugar",ada@example.org\nBen,,ben@example.org';
    expect(readGuestList(text)).toEqual([
      guest(2, 'Ada', 'ada@example.org'),
      guest(4, 'Ben', 'ben@example.org'),
    ]);
  });

  test('gives no name more than one line, and no address a second one', () => {
    const naughty = [
      '"Ada\r\nBcc: all@example.org",ada@example.org',
      'Ben\u202e\u0000,ben@example.org',
      'Carl,"carl@example.org\r\nBcc: all@example.org"',
      'Dora,"dora@example.org,all@example.org"',
      'Eve,eve@example.org%0ABcc:all@example.org',
      '<script>alert(1)</script>,fay@example.org',
    ];
    const read = naughty.flatMap((line) => readGuestList(line));
    const guests = read.flatMap((each) => (each.kind === 'guest' ? [each] : []));
    expect(guests.map(({ name }) => name)).toEqual([
      'Ada Bcc: all@example.org',
      'Ben',
      '<script>alert(1)</script>',
    ]);
    for (const { name, email } of guests) {
      expect(name).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
      expect(email).toMatch(/^[a-z]+@example\.org$/);
    }
  });

  test('that is empty, or headings alone, holds nobody', () => {
    for (const text of ['', '\n\n', 'name,email', '\uFEFF']) expect(readGuestList(text)).toEqual([]);
  });
});

describe('a file', () => {
  test('of a spreadsheet program is known by its first bytes', () => {
    expect(isSpreadsheet(Buffer.from('PK\x03\x04\x14', 'latin1'))).toBe(true);
    expect(isSpreadsheet(Buffer.from('d0cf11e0a1b1', 'hex'))).toBe(true);
    for (const text of ['', 'PK', 'PK,pk@example.org']) expect(isSpreadsheet(Buffer.from(text))).toBe(false);
  });

  const text = 'Zoë Ångström,zoe@example.org';

  test.each([
    ['UTF-8', new TextEncoder().encode(text)],
    ['windows-1252', Buffer.from(text, 'latin1')],
    ['UTF-16 as Excel writes it', Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ])('is read in %s', (_, bytes) => {
    expect(readGuestList(decodeText(bytes))).toEqual([guest(1, 'Zoë Ångström', 'zoe@example.org')]);
  });

  test('in windows-1252 keeps its own signs', () => {
    expect(decodeText(Uint8Array.from([0x93, 0x41, 0x94, 0x80]))).toBe('“A”€');
  });
});

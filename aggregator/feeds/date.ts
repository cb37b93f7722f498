/** No date is longer, and no pattern below sees more. */
const MAX_LENGTH = 100;

/** Stems of month names without accents, in the languages blogs are most often set to. */
const MONTH_STEMS = [
  'jan ene gen sty led янв',
  'feb fev lut uno фев',
  'mar maa mrt mrz мар',
  'apr avr abr kwi dub апр',
  'may mai maj mei mag kve мая май',
  'jun juin giu cze июн',
  'jul juil lug lip июл',
  'aug aou ago sie srp avg авг',
  'sep set wrz zar сен',
  'oct okt out ott paz rij окт',
  'nov lis ноя',
  'dec dez dic des gru pro дек',
].map((stems) => stems.split(' '));

/** Offsets in minutes of the zone names that feeds carry: RFC 822's, and what people write. */
const ZONES = new Map([
  ...zones(-600, 'hst'),
  ...zones(-540, 'akst'),
  ...zones(-480, 'pst akdt'),
  ...zones(-420, 'mst pdt'),
  ...zones(-360, 'cst mdt'),
  ...zones(-300, 'est cdt'),
  ...zones(-240, 'ast edt'),
  ...zones(-210, 'nst'),
  ...zones(-180, 'adt brt art'),
  ...zones(-150, 'ndt'),
  ...zones(0, 'ut utc gmt z wet'),
  ...zones(60, 'cet met mez bst west'),
  ...zones(120, 'cest mest mesz eet cat sast'),
  ...zones(180, 'eest msk eat trt'),
  ...zones(300, 'pkt'),
  ...zones(330, 'ist'),
  ...zones(345, 'npt'),
  ...zones(420, 'ict wib'),
  ...zones(480, 'hkt sgt awst'),
  ...zones(540, 'jst kst'),
  ...zones(570, 'acst'),
  ...zones(600, 'aest'),
  ...zones(630, 'acdt'),
  ...zones(660, 'aedt'),
  ...zones(720, 'nzst'),
  ...zones(780, 'nzdt'),
]);

function zones(minutes: number, names: string): [name: string, minutes: number][] {
  return names.split(' ').map((name) => [name, minutes]);
}

/** The largest offset in use, Kiribati's. */
const MAX_OFFSET = 14 * 60;

/** What most feeds send, and every engine's own parser reads alike. */
const WELL_FORMED =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?:0[1-9]|1\d|2[0-8]) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:19|20)\d\d [01]\d:[0-5]\d:[0-5]\d (?:GMT|[+-](?:0\d|1[0-3])[0-5]\d)|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T[01]\d:[0-5]\d:[0-5]\d(?:\.\d{3})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d))$/;

/**
 * The moment that a date in a feed means: RFC 822 and 2822, RFC 3339, W3CDTF, and the everyday departures
 * from them (local names, wrong weekdays, zones by name, no zone: then UTC).
 * @returns ISO 8601 in UTC, or null when it can't be told.
 */
export function parseDate(text: string | null | undefined): string | null {
  if (!text || text.length > MAX_LENGTH) return null;
  if (WELL_FORMED.test(text)) return isoDate(Date.parse(text));
  const plain = usual(
    text.normalize('NFD').replace(/\p{M}/gu, '').replace('\u2212', '-').toLowerCase().trim(),
  );
  const stamp = unixTime(plain);
  if (stamp !== null) return isoDate(stamp);

  const time = clockTime(plain);
  const day = calendarDay(time.written === '' ? plain : plain.replace(time.written, ' '));
  return day && isoDate(Date.UTC(day.year, day.month - 1, day.day) + time.milliseconds);
}

/** Signs of East Asia, and full stops in a time, as they are written elsewhere. */
function usual(plain: string): string {
  return plain
    .replace(/(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日/, '$1-$2-$3 ')
    .replace(/(?<=\d{4}\s)(\d{1,2})\.(\d{2})\.(\d{2})(?![.\d])/, '$1:$2:$3');
}

function isoDate(milliseconds: number): string | null {
  // The zero of a program that had no date is not one.
  return milliseconds === 0 ? null : new Date(milliseconds).toISOString();
}

function unixTime(plain: string): number | null {
  if (/^\d{10}$/.test(plain)) return Number(plain) * 1_000;
  return /^\d{13}$/.test(plain) ? Number(plain) : null;
}

interface ClockTime {
  /** The part of the date that is its time and zone. */
  written: string;
  /** Since midnight UTC of the calendar day; negative where the zone puts it on the day before. */
  milliseconds: number;
}

const CLOCK = /(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?m\b\.?)?/;
const COMPACT_CLOCK = /(?<=^\d{8})t(\d{2})(\d{2})(\d{2})?/;

function clockTime(plain: string): ClockTime {
  const match = CLOCK.exec(plain) ?? COMPACT_CLOCK.exec(plain);
  if (!match) return { written: '', milliseconds: 0 };
  const [clock, hours, minutes, seconds = '0', fraction = '0', half] = match;
  const zone = zoneOffset(plain.slice(match.index + clock.length));
  const hour = half ? (Number(hours) % 12) + (half === 'p' ? 12 : 0) : Number(hours);
  const isOnTheClock = hour <= 24 && Number(minutes) <= 59 && Number(seconds) <= 60;
  const sinceMidnight = isOnTheClock
    ? (hour * 60 + Number(minutes) - zone.minutes) * 60_000 +
      Number(seconds) * 1_000 +
      Math.floor(Number(`0.${fraction}`) * 1_000)
    : 0;
  return { written: clock + zone.written, milliseconds: sinceMidnight };
}

/** The zone at the beginning of what follows the time. */
function zoneOffset(rest: string): { written: string; minutes: number } {
  const offset = /^\s*(?:gmt|utc|ut|z)?\s*([+-])(\d{1,2}):?(\d{2})?(?!\d)/.exec(rest);
  if (offset) {
    const [written, sign, hours, minutes = '0'] = offset;
    const size = Number(hours) * 60 + Number(minutes);
    return { written, minutes: size > MAX_OFFSET ? 0 : sign === '-' ? -size : size };
  }
  const [written = '', name = ''] = /^[\s(]*([a-z]+)/.exec(rest) ?? [];
  const minutes = ZONES.get(name);
  return minutes === undefined ? { written: '', minutes: 0 } : { written, minutes };
}

interface CalendarDay {
  year: number;
  month: number;
  day: number;
}

/** The day of a date whose time has been taken out. */
function calendarDay(rest: string): CalendarDay | null {
  const day = numericDay(rest) ?? namedDay(rest);
  if (!day || day.year < 1900 || day.year > 9999) return null;
  const check = new Date(Date.UTC(day.year, day.month - 1, day.day));
  return check.getUTCMonth() === day.month - 1 && check.getUTCDate() === day.day ? day : null;
}

function numericDay(rest: string): CalendarDay | null {
  const yearFirst = /(?<!\d)(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)(?!\d)/.exec(rest);
  if (yearFirst) return toDay(yearFirst[1], yearFirst[2], yearFirst[3]);
  const compact = /^(\d{4})(\d{2})(\d{2})(?!\d)/.exec(rest);
  if (compact) return toDay(compact[1], compact[2], compact[3]);

  const yearLast = /(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)/.exec(rest);
  if (!yearLast) return /^\d{4}$/.test(rest) ? toDay(rest, '1', '1') : null;
  const [, first, separator, second, year] = yearLast;
  // Slashes are how dates are written where the month comes first.
  const isMonthFirst = separator === '/' && Number(first) <= 12;
  return isMonthFirst ? toDay(year, first, second) : toDay(year, second, first);
}

function namedDay(rest: string): CalendarDay | null {
  // The last name that can be a month's: "mar" begins Tuesday in French, Spanish and Italian.
  const month = (rest.match(/\p{L}+/gu) ?? []).map(monthNumber).findLast((number) => number > 0);
  if (!month) return null;
  const numbers = rest.match(/\d+/g) ?? [];
  const yearAt = numbers.findIndex((number) => number.length > 2);
  const year = yearAt < 0 ? numbers[1] : numbers[yearAt];
  const day = numbers[yearAt === 0 ? 1 : 0];
  return toDay(year, String(month), day);
}

function monthNumber(word: string): number {
  return MONTH_STEMS.findIndex((stems) => stems.some((stem) => word.startsWith(stem))) + 1;
}

function toDay(year = '', month = '', day = '1'): CalendarDay | null {
  if (year === '' || month === '') return null;
  return { year: fullYear(year), month: Number(month), day: Number(day) };
}

/** RFC 2822 section 4.3. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year + (year < 50 ? 2000 : 1900);
  return digits.length === 3 ? year + 1900 : year;
}

/** What a robots.txt says to one program (RFC 9309). */
export interface RobotsRules {
  /** Whether it may ask for an address of that server. */
  allows(url: string): boolean;
}

interface Group {
  agents: string[];
  rules: Rule[];
}

interface Rule {
  isAllowed: boolean;
  /** In octets as it was written: the longest that fits decides. */
  length: number;
  fits(path: string): boolean;
}

const LINE = /^\s*(user-agent|allow|disallow)\s*:\s*([^#]*)/i;

/**
 * Reads a robots.txt. Sections 2.2.1 and 2.2.2: the groups that name the program count, those for `*` where none does;
 * the longest rule that fits decides, and of two of the same length the one that allows.
 *
 * @param agent the program's name, without its version.
 */
export function readRobots(text: string, agent: string): RobotsRules {
  const groups = readGroups(text);
  const named = groups.filter(({ agents }) => agents.includes(agent.toLowerCase()));
  const meant = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'));
  const rules = meant.flatMap((group) => group.rules);
  return {
    allows: (url) => {
      const { pathname, search } = new URL(url);
      const path = normalize(pathname + search).replaceAll('*', '%2A');
      if (path === '/robots.txt') return true;
      const decisive = rules
        .filter((rule) => rule.fits(path))
        .reduce<Rule | null>((best, rule) => (best === null || isStronger(rule, best) ? rule : best), null);
      return decisive?.isAllowed ?? true;
    },
  };
}

function isStronger(rule: Rule, than: Rule): boolean {
  return rule.length === than.length ? rule.isAllowed : rule.length > than.length;
}

/** Lines of any other kind end no group (section 2.2.4). */
function readGroups(text: string): Group[] {
  const groups: Group[] = [];
  let group: Group | null = null;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const [, name, value = ''] = LINE.exec(line) ?? [];
    if (name === undefined) continue;
    if (name.toLowerCase() === 'user-agent') {
      if (group === null || group.rules.length > 0) {
        group = { agents: [], rules: [] };
        groups.push(group);
      }
      group.agents.push(agentOf(value));
    } else if (group !== null) {
      group.rules.push(readRule(name.toLowerCase() === 'allow', value.trim()));
    }
  }
  return groups;
}

/** Some write the version too, as in the header. */
function agentOf(value: string): string {
  return value.trim().toLowerCase().split(/[\s/]/)[0] ?? '';
}

/** `*` stands for anything, `$` at the end for the end (section 2.2.3); an empty rule fits nothing. */
function readRule(isAllowed: boolean, pattern: string): Rule {
  const isWhole = pattern.endsWith('$');
  const normal = normalize(isWhole ? pattern.slice(0, -1) : pattern);
  const [first = '', ...others] = normal.split('*');
  const last = isWhole ? others.pop() : undefined;
  const fits = (path: string) => {
    if (!path.startsWith(first)) return false;
    let at = first.length;
    for (const piece of others) {
      const found = path.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    if (!isWhole) return true;
    return last === undefined ? path.length === at : path.endsWith(last) && path.length - last.length >= at;
  };
  return { isAllowed, length: pattern.length, fits: pattern === '' ? () => false : fits };
}

/** Section 2.2.2: what need not be encoded is decoded, what must be is encoded, so that two spellings compare. */
function normalize(path: string): string {
  return path
    .toWellFormed()
    .replace(/[^\x21-\x7e]+/g, encodeURIComponent)
    .replaceAll('$', '%24')
    .replace(/%[\da-f]{2}/gi, (encoded) => {
      const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
      return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
    });
}

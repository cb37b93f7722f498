/** Asks again this long after a change at the most, so that not all who read along ask at the same moment. */
const SPREAD_MS = 700;
/** Listens again this long after the line was lost for good, then twice as long each time; up to twice that. */
const AGAIN_MS = 8_000;
const LONGEST_AGAIN_MS = 4 * 60_000;
/** What may have changed. */
const PARTS = ['live-about', 'live'];

const line = document.getElementById('live-status');
const questions = document.getElementById('live');
if (line && questions) follow(line, questions);

export {};

/** Keeps the questions fresh while the page is looked at. */
function follow(status: HTMLElement, live: HTMLElement): void {
  const { events, until, follows, opened, changed, unsent } = status.dataset;
  if (events === undefined) return;
  const link = status.innerHTML;
  let source: EventSource | null = null;
  let again = 0;
  let againMs = AGAIN_MS;
  let isAsking = false;
  let isOld = false;

  const refresh = async () => {
    isOld = true;
    if (isAsking) return;
    isAsking = true;
    while (isOld) {
      isOld = false;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * SPREAD_MS));
      const fresh = await ask();
      if (fresh === null) {
        lose();
        continue;
      }
      const before = { questions: countQuestions(live), about: about()?.textContent };
      for (const id of PARTS) update(document.getElementById(id), fresh.getElementById(id));
      if (about()?.textContent !== before.about) status.textContent = changed ?? '';
      else if (countQuestions(live) > before.questions) status.textContent = opened ?? '';
    }
    isAsking = false;
  };

  /** The line is down: a link stands there meanwhile, and a new stream will say that there is something to ask for. */
  const lose = () => {
    status.innerHTML = link;
    if (document.hidden || Date.now() > Number(until)) return;
    clearTimeout(again);
    again = window.setTimeout(listen, againMs * (1 + Math.random()));
    againMs = Math.min(2 * againMs, LONGEST_AGAIN_MS);
  };

  const leave = () => {
    clearTimeout(again);
    source?.close();
  };

  const listen = () => {
    leave();
    const stream = new EventSource(events);
    source = stream;
    stream.onopen = () => {
      status.textContent = follows ?? '';
      againMs = AGAIN_MS;
    };
    stream.onerror = () => {
      // A browser comes back to a stream that broke, but not to what was none, such as a proxy's word at a restart.
      if (stream.readyState === EventSource.CLOSED) lose();
      else status.innerHTML = link;
    };
    stream.addEventListener('change', refresh);
  };

  // A browser has few connections to a site; a page that nobody looks at needs none.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) leave();
    else listen();
  });
  live.addEventListener('submit', (event) => send(event, unsent ?? '', refresh));
  if (!document.hidden) listen();
}

function about(): HTMLElement | null {
  return document.getElementById('live-about');
}

function countQuestions(live: Element): number {
  return live.querySelectorAll('.live-question').length;
}

/** The page as it would be now; null when it can't be had. */
async function ask(): Promise<Document | null> {
  try {
    const answer = await window.fetch(window.location.pathname, { cache: 'no-store' });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Sends a form without leaving the page, so that what is typed elsewhere on it stays. */
async function send(event: SubmitEvent, unsent: string, refresh: () => Promise<void>): Promise<void> {
  const form = event.target;
  const { submitter } = event;
  if (!(form instanceof HTMLFormElement) || !(submitter instanceof HTMLButtonElement)) return;
  event.preventDefault();
  form.querySelector('.unsent')?.remove();
  const body = wordsOf(form, submitter);
  submitter.disabled = true;
  const answer = await post(body, unsent);
  submitter.disabled = false;
  if (answer.kind === 'page') return sendPlainly(form, submitter);
  if (answer.kind === 'words') return tell(form, answer.words);
  // On a slow line somebody has gone on writing.
  if (String(wordsOf(form, submitter)) === String(body)) {
    form.reset();
    form.closest('details')?.removeAttribute('open');
  }
  if (document.activeElement === submitter) submitter.blur();
  await refresh();
}

function wordsOf(form: HTMLFormElement, submitter: HTMLButtonElement): URLSearchParams {
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === 'string') words.append(name, value);
  }
  return words;
}

/** What came of a form: it was taken, or a page shows it with the reason, or there are a few words why not. */
type Answer = { kind: 'taken' } | { kind: 'page' } | { kind: 'words'; words: string };

async function post(body: URLSearchParams, unsent: string): Promise<Answer> {
  try {
    const answer = await window.fetch(window.location.pathname, { method: 'POST', body, redirect: 'manual' });
    if (answer.type === 'opaqueredirect') return { kind: 'taken' };
    if (answer.status >= 500) return { kind: 'words', words: unsent };
    const isPage = answer.headers.get('content-type')?.startsWith('text/html');
    return isPage ? { kind: 'page' } : { kind: 'words', words: await answer.text() };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'words', words: unsent };
    throw error;
  }
}

/** Says below a form why it wasn't taken; what is typed in it stays. */
function tell(form: HTMLFormElement, words: string): void {
  const line = document.createElement('p');
  line.className = 'problem unsent';
  line.setAttribute('role', 'alert');
  line.textContent = words;
  form.append(line);
}

/** What wasn't taken is sent as a form is, so that the answer with its reason is shown. */
function sendPlainly(form: HTMLFormElement, { name, value }: HTMLButtonElement): void {
  const button = document.createElement('input');
  Object.assign(button, { type: 'hidden', name, value });
  form.append(button);
  form.submit();
}

/** Brings a part of the page up to date, unless somebody is using it. */
function update(known: Element | null, fresh: Element | null): void {
  if (known === null || fresh === null) return;
  if (fresh.hasAttribute('data-merge')) {
    merge(known, fresh);
    return;
  }
  // What is unfolded stays so.
  if (known instanceof HTMLDetailsElement) fresh.toggleAttribute('open', known.open);
  if (!isInUse(known) && !known.isEqualNode(fresh)) known.replaceWith(fresh);
}

/** Brings an element up to date part by part, by their ids. */
function merge(old: Element, fresh: Element): void {
  const ids = new Set([...fresh.children].map(({ id }) => id));
  for (const child of [...old.children]) if (!ids.has(child.id) && !isInUse(child)) child.remove();
  let place = old.firstElementChild;
  for (const child of [...fresh.children]) {
    while (place && !ids.has(place.id)) place = place.nextElementSibling;
    const known = [...old.children].find(({ id }) => id === child.id);
    if (!known) {
      old.insertBefore(child, place);
      continue;
    }
    if (known === place) place = place.nextElementSibling;
    update(known, child);
  }
}

/** Whether somebody is typing in it, has typed in it, has unfolded it, or stands on it with the keyboard. */
function isInUse(element: Element): boolean {
  if (element.contains(document.activeElement)) return true;
  if (element.querySelector('details[open]')) return true;
  return [...element.querySelectorAll('textarea')].some(({ value, defaultValue }) => value !== defaultValue);
}

/** Asks again this long after a change at the most, so that not all who read along ask at the same moment. */
const SPREAD_MS = 700;

const line = document.getElementById('live-status');
const questions = document.getElementById('live');
if (line && questions) follow(line, questions);

export {};

/** Keeps the questions fresh while the page is looked at. */
function follow(status: HTMLElement, live: HTMLElement): void {
  const { events, follows, opened } = status.dataset;
  if (events === undefined) return;
  const link = status.innerHTML;
  let source: EventSource | null = null;
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
      if (fresh === null) continue;
      const before = countQuestions(live);
      merge(live, fresh);
      if (countQuestions(live) > before) status.textContent = opened ?? '';
    }
    isAsking = false;
  };

  const listen = () => {
    source?.close();
    source = new EventSource(events);
    source.onopen = () => {
      status.textContent = follows ?? '';
    };
    source.onerror = () => {
      status.innerHTML = link;
    };
    source.addEventListener('change', refresh);
  };

  // A browser has few connections to a site; a page that nobody looks at needs none.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) source?.close();
    else listen();
  });
  live.addEventListener('submit', (event) => send(event, refresh));
  if (!document.hidden) listen();
}

function countQuestions(live: Element): number {
  return live.querySelectorAll('.live-question').length;
}

/** The questions as the page would show them now; null when it can't be had. */
async function ask(): Promise<Element | null> {
  try {
    const answer = await window.fetch(window.location.pathname, { cache: 'no-store' });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Sends a form without leaving the page, so that what is typed elsewhere on it stays. */
async function send(event: SubmitEvent, refresh: () => Promise<void>): Promise<void> {
  const form = event.target;
  const { submitter } = event;
  if (!(form instanceof HTMLFormElement) || !(submitter instanceof HTMLButtonElement)) return;
  event.preventDefault();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === 'string') body.append(name, value);
  }
  submitter.disabled = true;
  const isTaken = await post(body);
  submitter.disabled = false;
  if (!isTaken) return sendPlainly(form, submitter);
  form.reset();
  form.closest('details')?.removeAttribute('open');
  if (document.activeElement === submitter) submitter.blur();
  await refresh();
}

async function post(body: URLSearchParams): Promise<boolean> {
  try {
    const answer = await window.fetch(window.location.pathname, { method: 'POST', body, redirect: 'manual' });
    return answer.type === 'opaqueredirect';
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** What wasn't taken is sent as a form is, so that the answer with its reason is shown. */
function sendPlainly(form: HTMLFormElement, { name, value }: HTMLButtonElement): void {
  const button = document.createElement('input');
  Object.assign(button, { type: 'hidden', name, value });
  form.append(button);
  form.submit();
}

/** Brings an element up to date part by part, by their ids; parts that somebody is using stay as they are. */
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
    if (child.hasAttribute('data-merge')) merge(known, child);
    else if (!isInUse(known) && !known.isEqualNode(child)) known.replaceWith(child);
  }
}

/** Whether somebody is typing in it, has typed in it, has unfolded it, or stands on it with the keyboard. */
function isInUse(element: Element): boolean {
  if (element.contains(document.activeElement)) return true;
  if (element.querySelector('details[open]')) return true;
  return [...element.querySelectorAll('textarea')].some(({ value, defaultValue }) => value !== defaultValue);
}

/**
 * Keeps a page as it would be if it were loaded now: of each element with `data-live` and an id the content is replaced when
 * something changed. Never while somebody reads or writes in it. Rests while nobody looks, and when it was told to.
 * Times are milliseconds.
 */
const POLL = 10_000;
/** Until the stream is tried again after it was refused. */
const RETRY = 60_000;
/** Between two looks at the page. */
const REST = 1_000;
/** Without a change times go on, too: "5 min ago". */
const FRESH = 60_000;

const control = document.getElementById('live');
const state = document.getElementById('live-state');
const button = document.getElementById('live-pause');

let source;
let isPaused = false;
let isSignedOut = false;
let isStale = false;
let isLoading = false;
let isRefused = false;
let loadedAt = performance.now();
let refusedAt = 0;

const parts = () => document.querySelectorAll('[data-live][id]');
const isAtRest = () => isPaused || isSignedOut || document.hidden;
/** As it came, whatever other scripts made of it since. */
const served = new Map([...parts()].map((element) => [element.id, element.innerHTML]));

const show = () => {
  if (!control) return;
  control.hidden = false;
  control.dataset.state = isPaused || isSignedOut ? 'paused' : 'live';
  state.textContent = isSignedOut ? 'signed out' : isPaused ? 'paused' : 'live';
  button.textContent = isPaused ? 'Resume' : 'Pause';
  button.setAttribute('aria-label', `${isPaused ? 'Resume' : 'Pause'} the live updates`);
  button.hidden = isSignedOut;
};

const isSelected = (element) => {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
};

const isFilledIn = (field) => {
  if (field.matches('[type=checkbox], [type=radio]')) return field.checked !== field.defaultChecked;
  if (field.matches('select'))
    return [...field.options].some((each) => each.selected !== each.defaultSelected);
  return field.value !== field.defaultValue;
};

const isInUse = (element) =>
  element.contains(document.activeElement) ||
  isSelected(element) ||
  element.querySelector('details[open]') !== null ||
  [...element.querySelectorAll('input, select, textarea')].some(isFilledIn);

const replace = (element, fresh) => {
  const regions = () => [...element.querySelectorAll('.scroll')];
  const places = regions().map(({ scrollLeft, scrollTop }) => ({ left: scrollLeft, top: scrollTop }));
  element.replaceChildren(...fresh.childNodes);
  regions().forEach((region, at) => places[at] && region.scrollTo({ ...places[at], behavior: 'instant' }));
};

/** What is in use stays as it is, and is looked at again when that is over. */
const renew = (page) => {
  for (const element of parts()) {
    const fresh = page.getElementById(element.id);
    if (!fresh || fresh.innerHTML === served.get(element.id)) continue;
    if (isInUse(element)) {
      isStale = true;
      continue;
    }
    served.set(element.id, fresh.innerHTML);
    replace(element, fresh);
  }
};

const load = async () => {
  isLoading = true;
  isStale = false;
  loadedAt = performance.now();
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'manual' });
    // Only who is not signed in is sent elsewhere.
    if (response.type === 'opaqueredirect') {
      isSignedOut = true;
      close();
      show();
    } else if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      if (!isAtRest()) renew(page);
    }
  } catch {
    // Not reached: the next look comes.
  }
  isLoading = false;
};

const close = () => {
  source?.close();
  source = undefined;
};

/** A stream that breaks off is opened again by the browser; one that is refused is not. */
const open = () => {
  close();
  source = new EventSource('/live');
  source.addEventListener('changed', () => (isStale = true));
  source.addEventListener('open', () => {
    isRefused = false;
    // Of what changed before, also while a stream was broken, nobody tells.
    isStale = true;
  });
  source.addEventListener('error', () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    isRefused = true;
    refusedAt = performance.now();
  });
};

const wake = () => {
  show();
  if (isAtRest()) return close();
  open();
};

const tick = () => {
  if (isAtRest() || isLoading) return;
  const now = performance.now();
  const waited = now - loadedAt;
  if (isRefused && now - refusedAt > RETRY) {
    refusedAt = now;
    open();
  }
  if (waited > (isRefused ? POLL : FRESH) || (isStale && waited > REST)) void load();
};

button?.addEventListener('click', () => {
  isPaused = !isPaused;
  wake();
});
document.addEventListener('visibilitychange', wake);
// A page that is left keeps no connection; the browser may bring it back as it was.
addEventListener('pagehide', close);
addEventListener('pageshow', ({ persisted }) => persisted && wake());

show();
if (!isAtRest()) open();
setInterval(tick, 250);

const form = document.querySelector('#try');
const open = document.querySelector('#open');
const PAUSE = 500;

/** What was shared stands behind the "#", where no server and no log sees it. */
const openShared = () => {
  const code = /^#s=([\w-]+)$/.exec(location.hash)?.[1];
  if (!code || !open) return false;
  // Going back must not open it again over what was typed since.
  history.replaceState(undefined, '', location.pathname);
  open.elements.code.value = code;
  open.submit();
  return true;
};

let last = 0;
let timer;

/** Replaces the result by what comes of what stands in the form now; a later answer is never overtaken by an earlier. */
const tryNow = async () => {
  last += 1;
  const mine = last;
  const result = document.querySelector('#result');
  result.setAttribute('aria-busy', 'true');
  try {
    const body = new FormData(form);
    body.set('part', 'result');
    const response = await fetch(form.action, { method: 'POST', body, redirect: 'error' });
    if (!response.ok) return;
    const text = await response.text();
    if (mine !== last) return;
    const page = new DOMParser().parseFromString(text, 'text/html');
    result.replaceChildren(...page.body.childNodes);
  } catch {
    // The button does the same, and the browser then says what is wrong.
  } finally {
    if (mine === last) result.removeAttribute('aria-busy');
  }
};

/** From a problem to its place in the text. */
const goTo = (field, line, column) => {
  const area = form.elements[field];
  const lines = area.value.split('\n');
  const before = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0);
  const at = Math.min(before + column - 1, area.value.length);
  const end = before + (lines[line - 1] ?? '').length;
  area.focus();
  area.setSelectionRange(at, Math.max(at, end));
};

const onClick = async (event) => {
  const problem = event.target.closest('[data-place]');
  if (problem) {
    event.preventDefault();
    const [field, line, column] = problem.dataset.place.split(':');
    goTo(field, Number(line), Number(column));
  }
  const copy = event.target.closest('[data-copy]');
  if (copy) {
    const { href } = document.querySelector('.share .link');
    try {
      await navigator.clipboard.writeText(href);
      copy.textContent = 'Copied';
    } catch {
      copy.textContent = 'Copy the address of the link instead';
    }
  }
};

const begin = () => {
  for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;
  new MutationObserver(() => {
    for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;
  }).observe(document.querySelector('#result'), { childList: true });
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void tryNow(), PAUSE);
  });
  document.addEventListener('click', (event) => void onClick(event));
};

if (form && !openShared()) begin();
// A link that is opened where this page is open already changes nothing but the "#".
addEventListener('hashchange', openShared);

export {};

/** Without it everything works too: it selects a whole page at once, and goes on looking where one search stopped. */

const MOST_ROUNDS = 100;
/** As many as a page has, when it is full at once. */
const ENOUGH = 50;

const boxes = () => [...document.querySelectorAll('.selection input[name="id"]')];

const tell = (all) => {
  const chosen = boxes().filter((box) => box.checked).length;
  for (const place of document.querySelectorAll('[data-selected]')) {
    place.textContent = chosen === 0 ? '' : ` (${chosen})`;
  }
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
};

const selectAll = () => {
  const all = document.querySelector('[data-select-all]');
  if (!all) return;
  all.hidden = boxes().length === 0;
  all.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked;
    tell(all);
  });
  document.querySelector('.selection').addEventListener('change', () => tell(all));
  // A browser that comes back to the page remembers what was marked.
  tell(all);
};

const rowsIn = (page) => [...page.querySelectorAll('table.rows tbody tr')];

/** One round after the other, each a page as anybody would get it; a page with rows, where there were none, takes over. */
const lookFurther = async (notice) => {
  const link = notice.querySelector('[data-further-link]');
  const stop = notice.querySelector('[data-further-stop]');
  const gone = new AbortController();
  stop.hidden = false;
  stop.addEventListener('click', () => {
    gone.abort();
    stop.hidden = true;
    link.focus();
  });
  for (let round = 0; round < MOST_ROUNDS && !gone.signal.aborted; round += 1) {
    const address = link.href;
    let page;
    try {
      const response = await fetch(address, { signal: gone.signal });
      if (!response.ok || response.redirected) break;
      page = new DOMParser().parseFromString(await response.text(), 'text/html');
    } catch {
      break;
    }
    const rows = rowsIn(page);
    const body = document.querySelector('table.rows tbody');
    if (rows.length > 0 && !body) return location.assign(address);
    body?.append(...rows.map((row) => document.adoptNode(row)));
    const found = rowsIn(document).length;
    notice.querySelector('[data-further-count]').textContent = String(found);
    const next = page.querySelector('[data-further]');
    if (!next) {
      const pages = page.querySelector('.list-pages');
      document.querySelector('.list-pages')?.remove();
      if (pages) notice.after(document.adoptNode(pages));
      if (pages?.querySelector('[rel="next"]')) notice.remove();
      else notice.textContent = `Looked at everything that there is, and found ${found}.`;
      return undefined;
    }
    notice.querySelector('[data-further-time]').textContent =
      next.querySelector('[data-further-time]').textContent;
    link.href = next.querySelector('[data-further-link]').href;
    if (found >= ENOUGH) break;
  }
  stop.hidden = true;
  return undefined;
};

selectAll();
const notice = document.querySelector('[data-further]');
if (notice) void lookFurther(notice);

// While the server starts, or everything is being checked, the page asks how far it is, and shows itself anew when that
// changed. Between two servers on one port nobody answers for a moment: then it is asked again.
const progress = document.querySelector('#progress[data-waits="true"]');
const look = async () => {
  try {
    const answer = await fetch('/probot/state', { cache: 'no-store' });
    const { phase, waits } = await answer.json();
    if (phase !== progress.dataset.phase || String(waits) !== progress.dataset.waits) {
      location.replace('/probot/success');
      return;
    }
  } catch {
    // Nobody was there.
  }
  setTimeout(look, 500);
};
if (progress !== null) setTimeout(look, 500);

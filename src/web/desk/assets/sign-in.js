// The code of the link stands behind "#", which browsers send to nobody. It is taken out of the address, and sent as a form.
const code = location.hash.slice(1);
const form = document.querySelector('#sign-in');
if (code !== '' && form instanceof HTMLFormElement) {
  history.replaceState(null, '', location.pathname + location.search);
  form.elements.namedItem('code').value = code;
  form.requestSubmit();
}

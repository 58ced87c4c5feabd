// What both forms share: the token from the link, sending, and showing problems where they belong.

const form = document.querySelector('#form');
const summary = document.querySelector('#summary');
const button = form.querySelector('button');

/** Reads the link's token and takes it out of the address bar and the history. */
function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  history.replaceState(null, '', location.pathname);
  return token;
}

function clear() {
  summary.hidden = true;
  for (const error of form.querySelectorAll('.error')) error.hidden = true;
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
}

/** Shows one faulty field; `null` if the form has no such field. */
function showAtField({ pointer, detail }) {
  const input = form.elements.namedItem((pointer ?? '').replace('#/', ''));
  if (!input) return null;
  const error = document.querySelector(`#${input.id}-error`);
  error.textContent = detail;
  error.hidden = false;
  input.setAttribute('aria-invalid', 'true');
  return input;
}

function show({ detail, errors = [] }) {
  const [first] = errors.map(showAtField).filter(Boolean);
  summary.textContent = detail;
  summary.hidden = Boolean(first);
  (first ?? summary).focus();
}

async function send(path, body) {
  try {
    const response = await fetch(new URL(`../api/v1/${path}`, import.meta.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
      body: JSON.stringify(body),
    });
    return response.ok ? null : await response.json();
  } catch {
    return { detail: form.dataset.offline };
  }
}

function finish() {
  form.hidden = true;
  const done = document.querySelector('#done');
  done.hidden = false;
  done.focus();
}

/** Sends the form's values with the link's token to `path`. */
export function start(path, values) {
  const token = takeToken();
  form.hidden = !token;
  document.querySelector('#no-token').hidden = Boolean(token);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clear();
    button.disabled = true;
    const problem = await send(path, { token, ...values(form.elements) });
    button.disabled = false;
    if (problem) show(problem);
    else finish();
  });
}

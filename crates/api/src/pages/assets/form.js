// What all forms share: the token from the link, sending, and showing problems where they belong.

const form = document.querySelector('#form');
const summary = document.querySelector('#summary');

/** Reads the link's token and takes it out of the address bar and the history. */
export function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  history.replaceState(null, '', location.pathname);
  return token;
}

function setDisabled(disabled) {
  for (const button of form.querySelectorAll('button')) button.disabled = disabled;
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

async function send(path, body, method, secret) {
  try {
    const response = await fetch(new URL(`../api/v1/${path}`, import.meta.url), {
      method,
      headers: {
        'Content-Type': 'application/json',
        'Accept-Language': document.documentElement.lang,
        ...secret,
      },
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
  document.querySelector('#no-token').hidden = Boolean(token);
  if (token) listen(path, (fields, pressed) => ({ token, ...values(fields, pressed) }));
}

/** Shows the form and sends its values to `path`; tells `refused` of a problem. */
export function listen(path, values, { method = 'POST', refused = () => {}, headers = {} } = {}) {
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clear();
    setDisabled(true);
    const problem = await send(path, values(form.elements, event.submitter), method, headers);
    setDisabled(false);
    if (!problem) return finish();
    refused(problem);
    show(problem);
  });
}

/** Lets the password be seen at the press of the box. */
export function showPassword() {
  const password = document.querySelector('#password');
  document.querySelector('#show').addEventListener('change', (event) => {
    password.type = event.target.checked ? 'text' : 'password';
  });
  return password;
}

import { listen, takeToken } from './form.js';

// A form made from how addresses are written in the chosen country.

const api = (path) => new URL(`../api/v1/${path}`, import.meta.url);
const language = { headers: { 'Accept-Language': document.documentElement.lang } };
const parts = document.querySelector('#parts');
const country = document.querySelector('#country');

/** What browsers know the parts as. */
const KNOWN_AS = {
  recipient: 'name',
  organization: 'organization',
  dependent_locality: 'address-level3',
  locality: 'address-level2',
  administrative_area: 'address-level1',
  postal_code: 'postal-code',
};

function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function choice(field, regions, id) {
  const select = element('select', { id, name: field.name, required: field.required });
  select.append(element('option', { value: '' }));
  for (const { key, name, latin_name: latin } of regions) {
    select.append(element('option', { value: key }, latin ? `${name} (${latin})` : name));
  }
  return select;
}

function line(field, regions, at) {
  const isLine = field.max_lines > 1;
  const id = isLine ? `${field.name}-${at}` : field.name;
  const input = field.name === 'administrative_area' && regions.length
    ? choice(field, regions, id)
    : element('input', {
      id,
      name: isLine ? `${field.name}/${at}` : field.name,
      maxLength: field.max_length,
      required: field.required && at === 0,
    });
  const purpose = isLine ? `address-line${at + 1}` : KNOWN_AS[field.name];
  if (purpose) input.autocomplete = `shipping ${purpose}`;
  const described = [`${id}-error`];
  const box = element('div', { className: 'field' });
  if (at === 0) box.append(element('label', { htmlFor: id }, field.label));
  else input.setAttribute('aria-label', `${field.label} ${at + 1}`);
  box.append(input);
  if (field.hint && at === 0) {
    box.append(element('p', { id: `${id}-hint`, className: 'hint' }, field.hint));
    described.push(`${id}-hint`);
  }
  box.append(element('p', { id: `${id}-error`, className: 'error', hidden: true }));
  input.setAttribute('aria-describedby', described.join(' '));
  return box;
}

async function showFormat() {
  if (!country.value) return parts.replaceChildren();
  const format = await (await fetch(api(`address-formats/${country.value}`), language)).json();
  const lines = format.fields.flatMap((field) =>
    Array.from({ length: field.max_lines }, (_, at) => line(field, format.regions, at)));
  parts.replaceChildren(...lines);
}

function values(fields) {
  const body = { country: country.value, street_lines: [] };
  for (const input of fields) {
    const value = input.value.trim();
    if (!parts.contains(input) || !value) continue;
    if (input.name.startsWith('street_lines/')) body.street_lines.push(value);
    else body[input.name] = value;
  }
  if (fields.override.checked) body.override = true;
  return body;
}

/** What is only unusual can be confirmed. */
function refused({ code }) {
  document.querySelector('#confirm').hidden = code !== 'address_unusual';
}

/** A link that works no longer can be replaced, by a letter to the same person. */
function offerAnother(detail, token) {
  document.querySelector('#why').textContent = detail;
  document.querySelector('#gone').hidden = false;
  const button = document.querySelector('#renew');
  const told = document.querySelector('#renewed');
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const answer = await fetch(api('address-links/renewals'), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...language.headers },
        body: JSON.stringify({ token }),
      });
      told.textContent = answer.ok ? told.dataset.done : (await answer.json()).detail;
      button.disabled = answer.ok;
    } catch {
      told.textContent = document.querySelector('#form').dataset.offline;
      button.disabled = false;
    }
    told.hidden = false;
  });
}

async function begin() {
  const token = takeToken();
  document.querySelector('#no-token').hidden = Boolean(token);
  if (!token) return;
  const path = 'address-links/current';
  // In a header: addresses of requests stand in logs.
  const secret = { 'Address-Link-Token': token };
  const answer = await fetch(api(path), { headers: { ...language.headers, ...secret } });
  const link = await answer.json();
  if (!answer.ok) return offerAnother(link.detail, token);
  document.querySelector('#number').textContent = link.rma_number;
  const { items } = await (await fetch(api('address-formats'), language)).json();
  country.append(...items.map(({ country: value, name }) => element('option', { value }, name)));
  country.addEventListener('change', showFormat);
  listen(path, values, { method: 'PUT', refused, headers: secret });
}

begin();

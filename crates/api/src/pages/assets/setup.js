import { start } from './form.js';

const password = document.querySelector('#password');

document.querySelector('#show').addEventListener('change', (event) => {
  password.type = event.target.checked ? 'text' : 'password';
});

start('auth/setup', (fields) => ({
  name: fields.namedItem('name').value,
  email: fields.namedItem('email').value,
  password: password.value,
}));

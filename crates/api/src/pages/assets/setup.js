import { showPassword, start } from './form.js';

const password = showPassword();

start('auth/setup', (fields) => ({
  name: fields.namedItem('name').value,
  email: fields.namedItem('email').value,
  password: password.value,
}));

import { showPassword, start } from './form.js';

const password = showPassword();

start('auth/invitations/accept', (fields) => {
  const name = fields.namedItem('name').value.trim();
  return name ? { name, password: password.value } : { password: password.value };
});

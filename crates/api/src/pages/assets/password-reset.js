import { showPassword, start } from './form.js';

const password = showPassword();

start('auth/password-reset/confirm', () => ({ password: password.value }));

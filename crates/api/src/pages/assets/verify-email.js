import { showPassword, start } from './form.js';

const password = showPassword();

start('auth/verify-email', () => ({ password: password.value }));

import { listen } from './form.js';

listen('auth/password-reset', (fields) => ({ email: fields.namedItem('email').value }));

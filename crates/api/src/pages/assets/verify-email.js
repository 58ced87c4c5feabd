import { start } from './form.js';

start('auth/verify-email', () => ({}));

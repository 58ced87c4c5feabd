import { start } from './form.js';

start('me/email-change/confirm', (_, pressed) => ({ refuse: pressed?.value === 'refuse' }));

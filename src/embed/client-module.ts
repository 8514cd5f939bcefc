/** `memcg-client.js`: the typed client, for pages that have frames of their own. */
export { PlaygroundClient, PlaygroundError } from './client';
export { HOST_EVENTS, HOST_PROTOCOL } from './host-messages';

/** `embed.js`: defines the element for the playground whose folder this script came from. */
import { defineElement } from './element';

defineElement(new URL('.', (document.currentScript as HTMLScriptElement).src));

import { firefox } from './firefox';
import { webkit } from './webkit';

/** The engines that the page is held to, beside the one that all tests run in. */
export const ENGINES = [firefox, webkit];

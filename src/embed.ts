/** The embed's page: one classic script that starts in a sandboxed frame. */
import './ui/design/tokens.css';
import './ui/design/base.css';
import { startEmbed } from './embed/start';

void startEmbed(document.getElementById('stage')!);

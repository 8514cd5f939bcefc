import { describe, expect, it } from 'vitest';
import { NO_ECHO, TypedLines } from './echo';

describe('TypedLines', () => {
  it('shows a line when it is read, behind the prompt of who reads it', () => {
    const typed = new TypedLines();
    typed.sync(['for i in 1; do\n', 'echo $i; done\n', 'cat\n', 'text\n']);
    typed.before({ who: 'prompt', cwd: '/tmp' });
    expect(typed.read(4)).toBe(NO_ECHO);
    expect(typed.read(3)).toEqual({ text: 'root@memcg:/tmp# for i in 1; do\n', began: true });
    typed.before({ who: 'continued', cwd: '/tmp' });
    expect(typed.read(2)).toEqual({ text: '> echo $i; done\n', began: false });
    typed.before({ who: 'prompt', cwd: '/' });
    expect(typed.read(1).text).toBe('root@memcg:/# cat\n');
    typed.before({ who: 'program', cwd: '/' });
    expect(typed.read(0)).toEqual({ text: 'text\n', began: false });
    expect(typed.any).toBe(false);
  });

  it('takes blank lines and comments for no command', () => {
    const typed = new TypedLines();
    typed.sync(['# why\n', '  \n']);
    typed.before({ who: 'prompt', cwd: '/' });
    expect(typed.read(1).began).toBe(false);
    expect(typed.read(0).began).toBe(false);
  });
});

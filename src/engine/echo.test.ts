import { describe, expect, it } from 'vitest';
import { NO_ECHO, TypedLines } from './echo';

describe('TypedLines', () => {
  it('shows a line when it is read, behind the prompt of who reads it', () => {
    const typed = new TypedLines();
    typed.sync(['for i in 1; do\n', 'echo $i; done\n', 'cat\n', 'text\n']);
    typed.before({ lines: 7, unfinished: false }, '/tmp');
    expect(typed.read(4, { lines: 7, unfinished: false })).toBe(NO_ECHO);
    expect(typed.read(3, { lines: 8, unfinished: true })).toEqual({ text: 'root@memcg:/tmp# for i in 1; do\n', began: true });
    typed.before({ lines: 8, unfinished: true }, '/tmp');
    expect(typed.read(2, { lines: 9, unfinished: false })).toEqual({ text: '> echo $i; done\n', began: false });
    typed.before({ lines: 9, unfinished: false }, '/');
    expect(typed.read(1, { lines: 10, unfinished: false }).text).toBe('root@memcg:/# cat\n');
    typed.before({ lines: 10, unfinished: false }, '/');
    expect(typed.read(0, { lines: 10, unfinished: false })).toEqual({ text: 'text\n', began: false });
    expect(typed.any).toBe(false);
  });

  it('takes blank lines and comments for no command', () => {
    const typed = new TypedLines();
    typed.sync(['# why\n', '  \n']);
    typed.before({ lines: 0, unfinished: false }, '/');
    expect(typed.read(1, { lines: 1, unfinished: false })).toEqual({ text: 'root@memcg:/# # why\n', began: false });
    typed.before({ lines: 1, unfinished: false }, '/');
    expect(typed.read(0, { lines: 2, unfinished: false }).began).toBe(false);
  });
});

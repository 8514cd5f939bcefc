import { describe, expect, it } from 'vitest';
import { readPrediction } from './predict';
import { Problems } from './problem';

function read(text: string) {
  const problems = new Problems();
  return { ...readPrediction(text.split('\n'), 5, problems), problems: problems.list };
}

describe('predict blocks', () => {
  it('reads question, options and reveal', () => {
    expect(read('What stops\nthe bomb?\n- [ ] The OOM killer\n* [X] fork() fails:\n  no stack\n\n> Since\n>\n> the stack')).toEqual({
      question: 'What stops\nthe bomb?',
      options: [
        { text: 'The OOM killer', right: false },
        { text: 'fork() fails: no stack', right: true },
      ],
      reveal: 'Since\n\nthe stack',
      problems: [],
    });
  });

  it.each([
    ['- [ ] a\n- [x] b', 5, 'starts with its question'],
    ['Why?\n- [x] a', 5, 'two options or more'],
    ['Why?\n- [ ] a\n- [ ] b', 5, 'no option is marked'],
    ['Why?\n- [ ]\n- [x] b\n- [ ] c', 6, 'no text'],
    ['Why?\n- [ ] a\n- [x] b\n> so\n- [ ] c', 9, 'they come last'],
    ['Why?\n- [ ] a\n- [x] b\n> so\nmore', 9, 'only ">" lines'],
  ])('refuses %j', (text, line, message) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.line).toBe(line);
    expect(problems[0]!.message).toContain(message);
  });
});

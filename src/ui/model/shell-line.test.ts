import { expect, it } from 'vitest';
import { echoLine, runLine, sizeText, filePath } from './shell-line';

it('is relative where the shell stands above', () => {
  expect(echoLine('/sys/fs/cgroup/memory', '/bomb', 'memory.kmem.limit_in_bytes', '4M')).toBe('echo 4M > bomb/memory.kmem.limit_in_bytes');
  expect(filePath('/sys/fs/cgroup/memory/bomb', '/bomb/a', 'tasks')).toBe('a/tasks');
});
it('is absolute elsewhere', () => {
  expect(filePath('/tmp', '/bomb', 'tasks')).toBe('/sys/fs/cgroup/memory/bomb/tasks');
  expect(filePath('/sys/fs/cgroup/memory', '/', 'tasks')).toBe('tasks');
});
it('quotes what the shell would take apart', () => {
  expect(echoLine('/sys/fs/cgroup/memory', "/a b's", 'tasks', '')).toBe("echo '' > 'a b'\\''s/tasks'");
});

it('writes sizes as one types them', () => {
  expect([0, 1, 3, 256, 384, 262144, -1].map(sizeText)).toEqual(['0K', '4K', '12K', '1M', '1536K', '1G', '-1']);
});

it('starts a command inside a group', () => {
  expect(runLine('/bomb', 'hog anon 8M')).toBe('cgexec -g memory:bomb hog anon 8M &');
  expect(runLine('/', 'hog anon 8M')).toBe('cgexec -g memory:/ hog anon 8M &');
  expect(runLine('/a b', 'true')).toBe("cgexec -g 'memory:a b' true &");
});

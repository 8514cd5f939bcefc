import { expect, it } from 'vitest';
import { echoLine, filePath } from './shell-line';

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

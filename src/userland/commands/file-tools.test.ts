import { describe, expect, it } from 'vitest';
import { bootTestMachine, get, put, run } from './testing';

const k = bootTestMachine();
const at = (cwd: string, line: string) => run(k, line.split(' '), { cwd });

describe('files', () => {
  it('mkdir and rmdir', () => {
    expect(at('/tmp', 'mkdir d')).toEqual({ out: '', err: '', status: 0 });
    expect(at('/tmp', 'mkdir d').err).toBe("mkdir: cannot create directory 'd': File exists\n");
    expect(at('/tmp', 'mkdir n/o').err).toBe("mkdir: cannot create directory 'n/o': No such file or directory\n");
    expect(at('/tmp', 'mkdir -pv p/q/r').out).toBe(
      "mkdir: created directory 'p'\nmkdir: created directory 'p/q'\nmkdir: created directory 'p/q/r'\n",
    );
    expect(at('/tmp', 'mkdir -p p/q d')).toEqual({ out: '', err: '', status: 0 });
    put(k, '/tmp/f', 'x');
    expect(at('/tmp', 'mkdir -p f/x').err).toBe("mkdir: cannot create directory 'f': Not a directory\n");
    expect(at('/tmp', 'mkdir -p f').err).toBe("mkdir: cannot create directory 'f': File exists\n");
    expect(at('/tmp', 'mkdir').err).toBe("mkdir: missing operand\nTry 'mkdir --help' for more information.\n");
    expect(at('/tmp', 'mkdir -q x').err).toBe("mkdir: invalid option -- 'q'\nTry 'mkdir --help' for more information.\n");
    expect(at('/tmp', 'rmdir p').err).toBe("rmdir: failed to remove 'p': Directory not empty\n");
    expect(at('/tmp', 'rmdir -p p/q/r')).toEqual({ out: '', err: '', status: 0 });
    expect(at('/tmp', 'rmdir d f nope')).toEqual({
      out: '',
      err: "rmdir: failed to remove 'f': Not a directory\nrmdir: failed to remove 'nope': No such file or directory\n",
      status: 1,
    });
    expect(at('/tmp', 'mkdir --help').out).toContain('Usage: mkdir');
  });

  it('makes, renames and removes groups', () => {
    expect(at('/sys/fs/cgroup/memory', 'mkdir e').status).toBe(0);
    expect(at('/sys/fs/cgroup/memory', 'ls e').out.split('\n').length - 1).toBe(29);
    expect(at('/sys/fs/cgroup/memory', 'rm e/memory.failcnt')).toEqual({
      out: '',
      err: "rm: cannot remove 'e/memory.failcnt': Operation not permitted\n",
      status: 1,
    });
    expect(at('/sys/fs/cgroup/memory', 'touch e/newfile')).toEqual({
      out: '',
      err: "touch: cannot touch 'e/newfile': Permission denied\n",
      status: 1,
    });
    expect(at('/sys/fs/cgroup/memory', 'cat e/memory.force_empty').err).toBe('cat: e/memory.force_empty: Invalid argument\n');
    expect(at('/sys/fs/cgroup/memory', 'cat e/memory.kmem.slabinfo').err).toBe('cat: e/memory.kmem.slabinfo: Input/output error\n');
    expect(at('/sys/fs/cgroup/memory', 'cat nosuch/memory.stat').err).toBe('cat: nosuch/memory.stat: No such file or directory\n');
    expect(at('/sys/fs/cgroup/memory', 'mv e e2')).toEqual({ out: '', err: '', status: 0 });
    expect(at('/sys/fs/cgroup/memory', 'ls -d e2').out).toBe('e2\n');
    put(k, '/sys/fs/cgroup/memory/e2/tasks', '1\n');
    expect(at('/sys/fs/cgroup/memory', 'rmdir e2').err).toBe("rmdir: failed to remove 'e2': Device or resource busy\n");
    put(k, '/sys/fs/cgroup/memory/tasks', '1\n');
    expect(at('/sys/fs/cgroup/memory', 'rmdir e2')).toEqual({ out: '', err: '', status: 0 });
    expect(at('/sys/fs/cgroup/memory', 'ls -ld /sys/fs/cgroup/memory/tasks').out).toBe(
      '-rw-r--r-- 1 root root 0 Sep 18 14:03 /sys/fs/cgroup/memory/tasks\n',
    );
  });

  it('rm', () => {
    at('/tmp', 'mkdir -p t/a/b t/c');
    put(k, '/tmp/t/a/f', '1');
    expect(at('/tmp', 'rm t').err).toBe("rm: cannot remove 't': Is a directory\n");
    expect(at('/tmp', 'rm nope').err).toBe("rm: cannot remove 'nope': No such file or directory\n");
    expect(at('/tmp', 'rm -f nope')).toEqual({ out: '', err: '', status: 0 });
    expect(at('/tmp', 'rm -r .').err).toBe("rm: refusing to remove '.' or '..' directory: skipping '.'\n");
    expect(at('/tmp', 'rm -rf /').err).toContain("dangerous to operate recursively on '/'");
    expect(at('/tmp', 'rm -rv t')).toEqual({
      out: "removed directory 't/c'\nremoved 't/a/f'\nremoved directory 't/a/b'\nremoved directory 't/a'\nremoved directory 't'\n",
      err: '',
      status: 0,
    });
    expect(at('/tmp', 'ls t').status).toBe(2);
  });

  it('rm -r goes down a chain deeper than any path is long', () => {
    at('/', 'hog'); // nothing asked: usage
    let cwd = '/tmp/deep';
    at('/tmp', `mkdir ${cwd}`);
    for (let i = 0; i < 5; i++) {
      cwd += '/x'.repeat(30);
      at('/tmp', `mkdir -p ${cwd}`);
    }
    expect(at('/tmp', 'rm -r deep')).toEqual({ out: '', err: '', status: 0 });
  });

  it('cp, mv and ln', () => {
    put(k, '/tmp/a', 'text');
    expect(at('/tmp', 'cp a b').status).toBe(0);
    expect(get(k, '/tmp/b')).toBe('text');
    expect(at('/tmp', 'cp a').err).toBe("cp: missing destination file operand after 'a'\nTry 'cp --help' for more information.\n");
    expect(at('/tmp', 'cp a a').err).toBe("cp: 'a' and 'a' are the same file\n");
    expect(at('/tmp', 'cp nosuch y').err).toBe("cp: cannot stat 'nosuch': No such file or directory\n");
    expect(at('/tmp', 'cp a nodir/x').err).toBe("cp: cannot create regular file 'nodir/x': No such file or directory\n");
    at('/tmp', 'mkdir -p e/d');
    put(k, '/tmp/e/d/f', 'inner');
    expect(at('/tmp', 'cp e e2').err).toBe("cp: -r not specified; omitting directory 'e'\n");
    expect(at('/tmp', 'cp -r e e2').status).toBe(0);
    expect(get(k, '/tmp/e2/d/f')).toBe('inner');
    expect(at('/tmp', 'cp -r e e/z').err).toBe("cp: cannot copy a directory, 'e', into itself, 'e/z'\n");
    expect(at('/tmp', 'mv b c').status).toBe(0);
    expect(at('/tmp', 'mv c e').status).toBe(0);
    expect(get(k, '/tmp/e/c')).toBe('text');
    expect(at('/tmp', 'mv e e/d/x').err).toBe("mv: cannot move 'e' to a subdirectory of itself, 'e/d/x'\n");
    expect(at('/tmp', 'mv nope x').err).toBe("mv: cannot stat 'nope': No such file or directory\n");
    expect(at('/tmp', 'mv a b c').err).toBe("mv: target 'c': No such file or directory\n");
    expect(at('/tmp', 'ln -s a s').status).toBe(0);
    expect(at('/tmp', 'cat s').out).toBe('text');
    expect(at('/tmp', 'ls -F s').out).toBe('s@\n');
    expect(at('/tmp', 'readlink s').out).toBe('a\n');
    expect(at('/tmp', 'ln -s a s').err).toBe("ln: failed to create symbolic link 's': File exists\n");
    expect(at('/tmp', 'ln a h').status).toBe(0);
    expect(at('/tmp', 'stat -c %h%n%F%s h').out).toBe('2hregular file4\n');
    expect(at('/tmp', 'ln nosuch b').err).toBe("ln: failed to access 'nosuch': No such file or directory\n");
    expect(at('/tmp', 'mv a /dev/x').status).toBeGreaterThanOrEqual(0);
  });

  it('ls', () => {
    at('/tmp', 'mkdir -p l/sub');
    put(k, '/tmp/l/b', '12345');
    put(k, '/tmp/l/.hidden', '');
    expect(at('/tmp', 'ls l').out).toBe('b\nsub\n');
    expect(at('/tmp', 'ls -a l').out).toBe('.\n..\n.hidden\nb\nsub\n');
    expect(at('/tmp', 'ls -A l').out).toBe('.hidden\nb\nsub\n');
    expect(at('/tmp', 'ls -F l').out).toBe('b\nsub/\n');
    expect(at('/tmp', 'ls -R l').out).toBe('l:\nb\nsub\n\nl/sub:\n');
    expect(at('/tmp', 'ls -C l').out).toBe('b  sub\n');
    expect(at('/tmp', 'ls l/b l').out).toBe('l/b\n\nl:\nb\nsub\n');
    expect(at('/tmp', 'ls -l l').out).toBe(
      'total 4\n-rw-r--r-- 1 root root 5 Sep 18 14:04 b\ndrwxr-xr-x 2 root root 0 Sep 18 14:04 sub\n'.replaceAll(
        '14:04',
        at('/tmp', 'date +%H:%M').out.trim(),
      ),
    );
    expect(at('/tmp', 'ls nosuch')).toEqual({ out: '', err: "ls: cannot access 'nosuch': No such file or directory\n", status: 2 });
    expect(at('/tmp', 'ls --foo').err).toBe("ls: unrecognized option '--foo'\nTry 'ls --help' for more information.\n");
    expect(at('/tmp', 'ls -l /dev/null').out).toMatch(/^crw-rw-rw- 1 root root 1, 3 /);
  });

  it('find, du and mktemp', () => {
    at('/tmp', 'mkdir -p g/one/two');
    put(k, '/tmp/g/one/file.txt', 'abc');
    expect(at('/tmp', 'find g').out).toBe('g\ng/one\ng/one/file.txt\ng/one/two\n');
    expect(at('/tmp', 'find g -name *.txt').out).toBe('g/one/file.txt\n');
    expect(at('/tmp', 'find g -type d -maxdepth 1').out).toBe('g\ng/one\n');
    expect(at('/tmp', 'find g ! -type d -o -name two').out).toBe('g/one/file.txt\ng/one/two\n');
    expect(at('/tmp', 'find g -depth -type d').out).toBe('g/one/two\ng/one\ng\n');
    expect(at('/tmp', 'find g -name *.txt -exec cat {} ;').out).toBe('abc');
    expect(at('/tmp', 'find g -type d -exec echo {} +').out).toBe('g g/one g/one/two\n');
    expect(at('/tmp', 'find nosuch')).toEqual({ out: '', err: "find: 'nosuch': No such file or directory\n", status: 1 });
    expect(at('/tmp', 'find . -foo').err).toBe("find: unknown predicate `-foo'\n");
    expect(at('/tmp', 'find . -type q').err).toBe('find: Unknown argument to -type: q\n');
    expect(at('/tmp', 'du g').out).toBe('0\tg/one/two\n4\tg/one\n4\tg\n');
    expect(at('/tmp', 'find g -delete').status).toBe(0);
    expect(at('/tmp', 'ls g').status).toBe(2);
    expect(at('/tmp', 'mktemp').out).toMatch(/^\/tmp\/tmp\.[A-Za-z0-9]{10}\n$/);
    expect(at('/tmp', 'mktemp /tmp/abc').err).toBe("mktemp: too few X's in template '/tmp/abc'\n");
  });

  it('stat and dd', () => {
    expect(at('/tmp', 'dd if=/dev/zero of=/tmp/z bs=4K count=3 status=noxfer')).toEqual({
      out: '',
      err: '3+0 records in\n3+0 records out\n',
      status: 0,
    });
    expect(at('/tmp', 'stat -c %s_%F_%a z').out).toBe('12288_regular file_644\n');
    expect(at('/tmp', 'stat nosuch').err).toBe("stat: cannot statx 'nosuch': No such file or directory\n");
    expect(at('/tmp', 'dd if=nosuch').err).toBe("dd: failed to open 'nosuch': No such file or directory\n");
    expect(at('/tmp', 'dd if=/dev/zero of=/sys/fs/cgroup/memory/memory.stat count=1 status=none').err).toBe(
      "dd: error writing '/sys/fs/cgroup/memory/memory.stat': Invalid argument\n",
    );
    expect(at('/tmp', 'dd if=/tmp status=none').err).toBe("dd: error reading '/tmp': Is a directory\n");
    expect(at('/tmp', 'dd foo').err).toBe("dd: unrecognized operand 'foo'\nTry 'dd --help' for more information.\n");
    expect(at('/tmp', 'dd if=/dev/zero of=/tmp/m bs=1M count=1').err).toMatch(
      /^1\+0 records in\n1\+0 records out\n1048576 bytes \(1\.1 MB, 1\.0 MiB\) copied, [\d.e-]+ s, .*B\/s\n$/,
    );
  });
});

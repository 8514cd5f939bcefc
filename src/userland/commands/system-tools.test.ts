import { describe, expect, it } from 'vitest';
import { INIT_PID, sysKill } from '../../kernel';
import { manNames, manPage } from '../man/pages';
import { programNames } from '../program';
import { BUILTINS } from '../shell/builtins';
import { bootTestMachine, get, hasEnded, put, run, start, ticks } from './testing';

const k = bootTestMachine();
const ran = (line: string, stdin = '') => run(k, line.split(' '), { stdin });

describe('processes', () => {
  it('ps shows columns as procps sets them', () => {
    const pid = start(k, ['sleep', '1000']);
    ticks(k, 30);
    const lines = ran('ps -e').out.split('\n');
    expect(lines[0]).toBe('  PID TTY          TIME CMD');
    expect(lines[1]).toBe('    1 ?        00:00:00 init');
    expect(lines.find((line) => line.endsWith('sleep'))).toBe(`${String(pid).padStart(5)} ?        00:00:00 sleep`);
    expect(ran('ps aux').out.split('\n')[0]).toBe('USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND');
    expect(ran('ps -ef').out.split('\n')[0]).toBe('UID        PID  PPID  C STIME TTY          TIME CMD');
    expect(ran('ps -ef').out).toContain('sleep 1000\n');
    expect(ran('ps -el').out.split('\n')[0]).toBe('F S   UID   PID  PPID  C PRI  NI ADDR SZ WCHAN  TTY          TIME CMD');
    expect(ran(`ps -o pid=,comm= -p ${pid}`).out).toBe(`${String(pid).padStart(5)} sleep\n`);
    expect(ran(`ps -o pid,stat,args ${pid}`).out).toBe(`  PID STAT COMMAND\n${String(pid).padStart(5)} S    sleep 1000\n`);
    expect(ran('ps -o foo').err).toContain('error: unknown user-defined format specifier "foo"');
    expect(ran('ps -C nosuch').status).toBe(1);
    expect(ran('ps -eo cgroup,pid').out).toMatch(/^CGROUP +PID\n(?:1:)?.*memory:\/ +1\n/);
    expect(ran('pgrep sleep').out).toBe(`${pid}\n`);
    expect(ran('pgrep -f 10+$').out).toBe(`${pid}\n`);
    expect(ran('pgrep -l slee').out).toBe(`${pid} sleep\n`);
    expect(ran('pgrep nosuch').status).toBe(1);
    expect(ran('pgrep').err).toBe("pgrep: no matching criteria specified\nTry `pgrep --help' for more information.\n");
    expect(ran('pkill -9 sleep').status).toBe(0);
    ticks(k, 5);
    expect(hasEnded(k, pid)).toBe(true);
  });

  it('kill', () => {
    expect(ran('kill 29999')).toEqual({ out: '', err: 'kill: (29999): No such process\n', status: 1 });
    expect(ran('kill x').err).toBe("kill: failed to parse argument: 'x'\n");
    expect(ran('kill -l 9').out).toBe('KILL\n');
    expect(ran('kill -l TERM').out).toBe('15\n');
    const pid = start(k, ['sleep', '1000']);
    ticks(k, 30);
    expect(ran(`kill ${pid}`).status).toBe(0);
    ticks(k, 5);
    expect(hasEnded(k, pid)).toBe(true);
  });

  it('sleep and timeout', () => {
    const before = k.clock.col.tick[0]!;
    expect(ran('sleep 0.5')).toEqual({ out: '', err: '', status: 0 });
    expect(k.clock.col.tick[0]! - before).toBeGreaterThanOrEqual(500);
    expect(k.clock.col.tick[0]! - before).toBeLessThan(560);
    expect(ran('sleep x').err).toBe("sleep: invalid time interval 'x'\nTry 'sleep --help' for more information.\n");
    expect(ran('timeout 0.1 sleep 10').status).toBe(124);
    expect(ran('timeout 5 echo quick')).toEqual({ out: 'quick\n', err: '', status: 0 });
    expect(ran('timeout 5 false').status).toBe(1);
    expect(ran('timeout 5 nosuch')).toEqual({
      out: '',
      err: "timeout: failed to run command 'nosuch': No such file or directory\n",
      status: 127,
    });
    expect(ran('timeout -s KILL 0.1 sleep 10').status).toBe(137);
  });

  it('env and nohup become another program', () => {
    expect(run(k, ['env'], { env: { PATH: '/bin', A: '1' } }).out).toBe('PATH=/bin\nA=1\n');
    expect(ran('env X=2 printenv X').out).toBe('2\n');
    expect(ran('env nosuch')).toEqual({ out: '', err: "env: 'nosuch': No such file or directory\n", status: 127 });
    expect(ran('nohup echo still').out).toBe('still\n');
  });
});

describe('the machine', () => {
  it('free reads /proc/meminfo', () => {
    const [heading, memory, swap] = ran('free').out.split('\n');
    expect(heading).toBe('               total        used        free      shared  buff/cache   available');
    expect(memory).toMatch(/^Mem: {8,}\d+( +\d+){5}$/);
    expect(memory!.length).toBe(80);
    expect(swap).toBe('Swap:              0           0           0');
    expect(ran('free -h').out).toMatch(/^Mem: +\d+Mi/m);
    expect(ran('free -x').err).toContain("free: invalid option -- 'x'");
  });

  it('date counts from when the series was posted', () => {
    expect(ran('date +%F').out).toBe('2012-09-18\n');
    expect(ran('date -d @0').out).toBe('Thu Jan  1 00:00:00 UTC 1970\n');
    expect(ran('date').out).toMatch(/^Tue Sep 18 14:\d\d:\d\d UTC 2012\n$/);
    expect(ran('date foo').err).toBe("date: invalid date 'foo'\n");
  });

  it('df, mount, uname and their kin', () => {
    expect(ran('df /tmp').out).toMatch(/^Filesystem {5}1K-blocks +Used +Available Use% Mounted on\ntmpfs +\d+ +\d+ +\d+ +\d+% \/tmp\n$/);
    expect(ran('mount').out).toContain('cgroup on /sys/fs/cgroup/memory type cgroup (rw,memory)\n');
    expect(ran('mount -t ext9 none /tmp').err).toBe("mount: /tmp: unknown filesystem type 'ext9'.\n");
    expect(ran('umount /nosuch').err).toBe('umount: /nosuch: no mount point specified.\n');
    expect(ran('uname -sr').out).toBe('Linux 3.8.13\n');
    expect(ran('nproc').out).toBe('1\n');
    expect(ran('id').out).toBe('uid=0(root) gid=0(root) groups=0(root)\n');
    expect(ran('swapon nosuch')).toEqual({ out: '', err: 'swapon: cannot open nosuch: No such file or directory\n', status: 255 });
    expect(ran('sync').status).toBe(0);
    expect(ran('dmesg').status).toBe(0);
    expect(ran('basename /a/b.c .c').out).toBe('b\n');
    expect(ran('dirname /a/b').out).toBe('/a\n');
    expect(ran('printf %05d\\n 42').out).toBe('00042\n');
    expect(ran('test -d /tmp').status).toBe(0);
    expect(ran('[ 1 -gt 2 ]').status).toBe(1);
    expect(ran('[ a').err).toBe("[: missing ']'\n");
    expect(ran('pwd').out).toBe('/sys/fs/cgroup/memory\n');
  });

  it('watch goes on until it is killed', () => {
    const pid = start(k, ['watch', '-x', '-n', '1', 'echo', 'again']);
    ticks(k, 2500);
    sysKill(k, INIT_PID, pid, 2);
    ticks(k, 5);
    expect(hasEnded(k, pid)).toBe(true);
    expect(get(k, '/tmp/.out').match(/^again$/gm)?.length).toBe(3);
  });
});

describe('the manual', () => {
  it('has a page for each command and each control file', () => {
    const names = manNames();
    for (const name of programNames()) if (name !== 'idle') expect(names, name).toContain(name);
    for (const name of Object.keys(BUILTINS)) expect(names, name).toContain(name);
    expect(new Set(names).size).toBe(names.length);
    run(k, ['mkdir', 'paged']);
    for (const name of ran('ls paged').out.trim().split('\n')) expect(names, name).toContain(name);
    run(k, ['rmdir', 'paged']);
    for (const name of names) expect(manPage(name)!.title, name).not.toBe('');
  });

  it('man and help', () => {
    expect(ran('man hog').out).toMatch(/^hog - take memory/);
    expect(ran('man nosuch')).toEqual({ out: '', err: 'No manual entry for nosuch\n', status: 16 });
    expect(ran('man')).toEqual({ out: '', err: "What manual page do you want?\nFor example, try 'man man'.\n", status: 1 });
    expect(ran('man 7 nosuch mkdir')).toMatchObject({
      out: expect.stringContaining('mkdir - '),
      err: 'No manual entry for nosuch in section 7\n',
    });
    expect(ran('man -k nothinglikethis')).toEqual({ out: '', err: 'nothinglikethis: nothing appropriate.\n', status: 16 });
    expect(ran('man /proc/sys/vm/drop_caches').out).toContain('Lesson: slabs\n');
    expect(ran('man memory.kmem.limit_in_bytes').out).toContain('Lesson: k-and-u\n');
    expect(ran('man -k failcnt').out).toContain('memory.kmem.failcnt - ');
    expect(ran('help').out).toContain('\nmkdir ');
    expect(ran('help').out).not.toMatch(/^(init|getty)\b/m);
    expect(ran('help mkdir').out).toContain('mkdir: create directories');
  });

  it('each command has --help', () => {
    for (const name of programNames()) {
      if (['idle', 'true', 'false', 'echo', 'printf', 'test', '[', 'clear', 'help', 'man'].includes(name)) continue;
      const { out, status } = run(k, [name, '--help']);
      expect(out, name).toContain('Usage:');
      expect(status, name).toBe(0);
    }
  });
});

describe('libcgroup', () => {
  it('makes, sets, shows, lists and removes groups', () => {
    expect(ran('cgcreate -g memory:web/php')).toEqual({ out: '', err: '', status: 0 });
    expect(ran('cgcreate -g memory:web')).toEqual({ out: '', err: '', status: 0 });
    expect(ran('lscgroup').out).toBe('memory:/\nmemory:/web\nmemory:/web/php\n');
    expect(ran('cgset -r memory.kmem.limit_in_bytes=4M web')).toEqual({ out: '', err: '', status: 0 });
    expect(ran('cgget -r memory.kmem.limit_in_bytes web').out).toBe('web:\nmemory.kmem.limit_in_bytes: 4194304\n\n');
    expect(ran('cgget -nv -r memory.kmem.limit_in_bytes web').out).toBe('4194304\n');
    expect(ran('cgget -n -r memory.oom_control web').out).toBe('memory.oom_control: oom_kill_disable 0\n\tunder_oom 0\n');
    expect(ran('cgset -r memory.limit_in_bytes=abc web')).toEqual({
      out: '',
      err: 'cgset: cgroup modify error: Invalid argument \n',
      status: 96,
    });
    expect(ran('cgset -r memory.limit_in_bytes=1M nosuch')).toEqual({
      out: '',
      err: 'cgset: cgroup modify error: Cgroup, requested group parameter does not exist \n',
      status: 95,
    });
    expect(ran('cgcreate -g cpu:web')).toEqual({
      out: '',
      err: "cgcreate: can't create cgroup web: Cgroup one of the needed subsystems is not mounted\n",
      status: 84,
    });
    expect(ran('cgcreate').err).toBe("Wrong input parameters, try cgcreate --help' for more information.\n");
    const pid = start(k, ['sleep', '1000']);
    ticks(k, 20);
    expect(ran(`cgclassify -g memory:web/php ${pid}`)).toEqual({ out: '', err: '', status: 0 });
    expect(ran('cat web/php/tasks').out).toBe(`${pid}\n`);
    expect(ran('cgexec -g memory:web/php cat /proc/self/cgroup').out).toContain('memory:/web/php\n');
    expect(ran('cgexec -g memory:nosuch true')).toEqual({ out: '', err: 'cgroup change of group failed\n', status: 82 });
    expect(ran('cgdelete memory:web').err).toBe("cgdelete: cannot remove group 'web': Device or resource busy\n");
    expect(ran('cgdelete -r memory:web')).toEqual({ out: '', err: '', status: 0 });
    expect(ran('lscgroup').out).toBe('memory:/\n');
    expect(ran('cat tasks').out.split('\n')).toContain(String(pid));
    expect(ran('cgdelete memory:web').err).toBe("cgdelete: cannot remove group 'web': No such file or directory\n");
  });
});

describe('hog', () => {
  const report = (): string => get(k, '/tmp/.out');

  it('forks until its kernel memory is used up', () => {
    run(k, ['mkdir', 'h']);
    put(k, '/sys/fs/cgroup/memory/h/memory.kmem.limit_in_bytes', '1M\n');
    const pid = start(k, ['cgexec', '-g', 'memory:h', 'hog', 'fork', '1000']);
    ticks(k, 1000);
    expect(report()).toBe('hog: fork 128 of 1000: fork: Cannot allocate memory\n');
    expect(get(k, '/sys/fs/cgroup/memory/h/memory.kmem.usage_in_bytes')).toBe('1048576\n');
    expect(get(k, '/sys/fs/cgroup/memory/h/memory.kmem.failcnt')).toBe('1\n');
    sysKill(k, INIT_PID, pid, 15);
    ticks(k, 400);
    expect(hasEnded(k, pid)).toBe(true);
    expect(k.tasks.col.exitCode[pid]! & 127).toBe(15);
    expect(get(k, '/sys/fs/cgroup/memory/h/tasks')).toBe('');
  });

  it('touches memory, makes threads, files and directories', () => {
    const ended = (line: string, wait: number): string => {
      const pid = start(k, line.split(' '));
      ticks(k, wait);
      const text = report();
      expect(hasEnded(k, pid)).toBe(false);
      sysKill(k, INIT_PID, pid, 9);
      ticks(k, 10);
      return text.replace(/hog\.\d+/, 'hog.PID');
    };
    expect(ended('hog anon 2M', 100)).toBe('hog: anon 2M of 2M\n');
    expect(ended('hog thread 5', 60)).toBe('hog: thread 5 of 5\n');
    expect(ended('hog fork 3 --every 10', 100)).toBe('hog: fork 3 of 3\n');
    expect(ended('hog files 5', 60)).toBe('hog: files 5 of 5 in /tmp/hog.PID\n');
    expect(ended('hog dirs 5', 60)).toBe('hog: dirs 5 of 5 in /tmp/hog.PID\n');
    expect(ended('hog cache 1M', 100)).toBe('hog: cache 1M of 1M in /data/hog.PID\n');
    expect(ended('hog sockets 5', 60)).toBe('hog: sockets 5 of 5\n');
    expect(ended('hog mlock 1M', 40)).toBe('hog: mlock 1M of 1M\n');
    expect(ended('hog anon 0', 40)).toBe('hog: anon 0 of 0\n');
  });

  it('refuses what it does not know', () => {
    expect(ran('hog').err).toBe("hog: missing operand\nTry 'hog --help' for more information.\n");
    expect(ran('hog gold 5').err).toBe("hog: unknown kind 'gold'\nTry 'hog --help' for more information.\n");
    expect(ran('hog anon x').err).toBe("hog: invalid size 'x'\nTry 'hog --help' for more information.\n");
  });
});

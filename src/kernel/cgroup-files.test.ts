import { describe, expect, it } from 'vitest';
import { controlFileMode, listControlFiles, readControlFile } from './cgroup-files';
import { cgroupAttach, cgroupRename } from './cgroup';
import { E2BIG, EBUSY, EEXIST, EINVAL, EIO, ENODEV, ESRCH } from './errno';
import { ROOT_MEMCG } from './memcg';
import { bootForTests, cloneVm, counters, group, mkdir, read, spawn, touch, write } from './machine-for-tests';
import { procTaskText } from './proc-task';
import { O_RDONLY, sysClone, sysExit, sysMkdir, sysOpen, sysRead, sysRename, sysRmdir } from './syscalls';
import { KTHREADD_PID } from './task';

const UNLIMITED = '9223372036854775807';

describe('control files', () => {
  it('are 29, and one more in the root', () => {
    const { k } = bootForTests();
    const names = listControlFiles(k, mkdir(k, '/A'));
    expect(names).toHaveLength(29);
    expect(names.slice(0, 3)).toEqual(['cgroup.clone_children', 'cgroup.event_control', 'cgroup.procs']);
    expect(listControlFiles(k, ROOT_MEMCG).filter((name) => !names.includes(name))).toEqual(['release_agent']);
  });

  it('read as on a fresh group', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const expected: Record<string, string | number> = {
      'memory.limit_in_bytes': UNLIMITED,
      'memory.kmem.limit_in_bytes': UNLIMITED,
      'memory.kmem.tcp.limit_in_bytes': UNLIMITED,
      'memory.soft_limit_in_bytes': UNLIMITED,
      'memory.swappiness': '60',
      'memory.use_hierarchy': '0',
      'memory.move_charge_at_immigrate': '0',
      'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0',
      'memory.kmem.slabinfo': -EIO,
      'memory.force_empty': -EINVAL,
      'cgroup.event_control': -EINVAL,
      notify_on_release: '0',
      tasks: '',
    };
    for (const [file, text] of Object.entries(expected)) expect([file, read(k, '/A', file)]).toEqual([file, text]);
  });

  it('show who may do what', () => {
    const modes = ['memory.limit_in_bytes', 'memory.stat', 'memory.force_empty', 'cgroup.event_control'].map(controlFileMode);
    expect(modes).toEqual([0o644, 0o444, 0o200, 0o222]);
  });

  it('cannot be written where the kernel has no handler', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    for (const file of ['memory.usage_in_bytes', 'memory.kmem.usage_in_bytes', 'memory.stat', 'memory.kmem.slabinfo']) {
      expect(write(k, '/A', file, 0)).toBe(-EINVAL);
    }
  });

  it('reset max and failcnt whatever is written', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.limit_in_bytes', 8 * 4096);
    touch(k, spawn(k, '/A'), 8);
    expect(counters(k, '/A').res).toEqual([8, 8, 8]);
    expect(write(k, '/A', 'memory.failcnt', 'abc')).toBe(4);
    expect(write(k, '/A', 'memory.max_usage_in_bytes', '')).toBe(1);
    expect(counters(k, '/A').res).toEqual([8, 8, 0]);
  });

  it('of the sequences go on being read by who opened them before the group was removed', () => {
    const { k } = bootForTests(1, 65536, { kernel: '3.8' });
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1G');
    const task = spawn(k, '/A');
    const open = (file: string): number => sysOpen(k, task, `/sys/fs/cgroup/memory/A/${file}`, O_RDONLY);
    const [stat, slabinfo, usage] = [open('memory.stat'), open('memory.kmem.slabinfo'), open('memory.usage_in_bytes')];
    write(k, '/', 'cgroup.procs', String(task));
    expect(sysRmdir(k, 1, '/sys/fs/cgroup/memory/A')).toBe(0);
    expect(sysRead(k, task, stat, 4096)).toMatch(/^cache 0\n/);
    expect(sysRead(k, task, slabinfo, 4096)).toMatch(/^slabinfo/);
    expect(sysRead(k, task, usage, 4096)).toBe(-ENODEV);
  });

  it('say ENODEV once the group is removed', () => {
    const { k } = bootForTests();
    const a = mkdir(k, '/A');
    sysRmdir(k, 1, '/sys/fs/cgroup/memory/A');
    expect(readControlFile(k, a, 'memory.usage_in_bytes', 1)).toBe(-ENODEV);
  });
});

describe('limits', () => {
  it('are refused in the root, but for a text too long', () => {
    const { k } = bootForTests();
    for (const name of ['limit', 'memsw.limit', 'kmem.limit', 'kmem.tcp.limit']) {
      expect(write(k, '/', `memory.${name}_in_bytes`, '-1')).toBe(-EINVAL);
    }
    expect(write(k, '/', 'memory.limit_in_bytes', '0'.repeat(70))).toBe(-E2BIG);
    expect(write(k, '/', 'memory.soft_limit_in_bytes', '1M')).toBe(3);
  });

  it('keep memory within memory and swap', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    expect(write(k, '/A', 'memory.memsw.limit_in_bytes', '4M')).toBe(-EINVAL);
    write(k, '/A', 'memory.limit_in_bytes', '2M');
    expect(write(k, '/A', 'memory.memsw.limit_in_bytes', '4M')).toBe(3);
    expect(write(k, '/A', 'memory.limit_in_bytes', '8M')).toBe(-EINVAL);
    expect(write(k, '/A', 'memory.limit_in_bytes', '-1')).toBe(-EINVAL);
    expect(write(k, '/A', 'memory.limit_in_bytes', '4M')).toBe(3);
    expect(write(k, '/A', 'memory.memsw.limit_in_bytes', '2M')).toBe(-EINVAL);
    expect(read(k, '/A', 'memory.stat')).toContain('hierarchical_memsw_limit 4194304');
  });

  it('take …807 as memsw limit, which is …808, and not as memory limit', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    expect(write(k, '/A', 'memory.limit_in_bytes', UNLIMITED)).toBe(-EINVAL);
    expect(write(k, '/A', 'memory.memsw.limit_in_bytes', UNLIMITED)).toBe(20);
    expect(read(k, '/A', 'memory.memsw.limit_in_bytes')).toBe('9223372036854775808');
    expect(write(k, '/A', 'memory.kmem.tcp.limit_in_bytes', UNLIMITED)).toBe(20);
    expect(read(k, '/A', 'memory.kmem.tcp.limit_in_bytes')).toBe(UNLIMITED);
  });

  it('cannot go below the usage; the stock is given back only when the old limit was full', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    touch(k, spawn(k, '/A'), 68);
    expect(counters(k, '/A').res[0]).toBe(96);
    expect(write(k, '/A', 'memory.limit_in_bytes', 70 * 4096)).toBe(-EBUSY);
    expect(counters(k, '/A').res[0]).toBe(96);
    write(k, '/A', 'memory.limit_in_bytes', 96 * 4096);
    expect(write(k, '/A', 'memory.limit_in_bytes', 95 * 4096)).toBeGreaterThan(0);
    expect(counters(k, '/A').res[0]).toBe(68);
  });
});

describe('kernel memory limit', () => {
  it('switches accounting on with its first value other than -1', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '-1');
    expect(read(k, '/A', 'memory.kmem.slabinfo')).toBe(-EIO);
    write(k, '/A', 'memory.kmem.limit_in_bytes', UNLIMITED);
    expect(read(k, '/A', 'memory.kmem.slabinfo')).toMatch(/^slabinfo - version: 2.1/);
  });

  it('is EINVAL before EBUSY, and EBUSY only the first time', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    expect(write(k, '/A', 'memory.kmem.limit_in_bytes', 'abc')).toBe(-EINVAL);
    expect(write(k, '/A', 'memory.kmem.limit_in_bytes', '4M')).toBe(-EBUSY);
    cgroupAttach(k, 1, t, ROOT_MEMCG, true);
    expect(write(k, '/A', 'memory.kmem.limit_in_bytes', '4M')).toBe(3);
    cgroupAttach(k, 1, t, group(k, '/A'), true);
    cloneVm(k, t);
    expect(write(k, '/A', 'memory.kmem.limit_in_bytes', '4K')).toBe(-EBUSY);
    expect(write(k, '/A', 'memory.kmem.limit_in_bytes', '8K')).toBe(3);
  });

  it('is EBUSY with children only under hierarchy, and inherited there', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/A/a', '/B']) mkdir(k, path);
    expect(write(k, '/A', 'memory.kmem.limit_in_bytes', '1M')).toBe(3);
    write(k, '/B', 'memory.use_hierarchy', 1);
    mkdir(k, '/B/b');
    expect(write(k, '/B', 'memory.kmem.limit_in_bytes', '1M')).toBe(-EBUSY);
    write(k, '/B/b', 'memory.kmem.limit_in_bytes', '1M');
    mkdir(k, '/B/b/c');
    expect(read(k, '/B/b/c', 'memory.kmem.limit_in_bytes')).toBe(UNLIMITED);
    expect(read(k, '/B/b/c', 'memory.kmem.slabinfo')).not.toBe(-EIO);
  });
});

describe('settings of a hierarchy', () => {
  it('use_hierarchy: the present value always, changes only without children and below no hierarchy', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/A/a']) mkdir(k, path);
    expect(write(k, '/A', 'memory.use_hierarchy', 0)).toBe(2);
    expect(write(k, '/A', 'memory.use_hierarchy', 1)).toBe(-EBUSY);
    expect(write(k, '/A', 'memory.use_hierarchy', 2)).toBe(-EINVAL);
    expect(write(k, '/A/a', 'memory.use_hierarchy', 1)).toBe(2);
    mkdir(k, '/A/a/x');
    expect(write(k, '/A/a/x', 'memory.use_hierarchy', 0)).toBe(-EINVAL);
    expect(write(k, '/A/a/x', 'memory.use_hierarchy', 1)).toBe(2);
  });

  it('swappiness and oom_control: only in a childless top', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.use_hierarchy', 1);
    expect(write(k, '/A', 'memory.swappiness', 7)).toBe(2);
    expect(write(k, '/A', 'memory.oom_control', 1)).toBe(2);
    mkdir(k, '/A/a');
    for (const path of ['/A', '/A/a', '/']) {
      expect(write(k, path, 'memory.swappiness', 7)).toBe(-EINVAL);
      expect(write(k, path, 'memory.oom_control', 1)).toBe(-EINVAL);
    }
    expect(read(k, '/A/a', 'memory.swappiness')).toBe('7');
    expect(read(k, '/A/a', 'memory.oom_control')).toBe('oom_kill_disable 1\nunder_oom 0');
    expect(write(k, '/A', 'memory.swappiness', 101)).toBe(-EINVAL);
  });

  it('move_charge_at_immigrate: 0 to 3', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    expect(write(k, '/A', 'memory.move_charge_at_immigrate', 3)).toBe(2);
    expect(write(k, '/A', 'memory.move_charge_at_immigrate', 4)).toBe(-EINVAL);
  });
});

describe('tasks', () => {
  it('lists threads, procs lists processes, in order', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const pids = [spawn(k, '/A'), spawn(k, '/A')];
    expect(read(k, '/A', 'tasks')).toBe(pids.join('\n'));
    expect(read(k, '/A', 'cgroup.procs')).toBe(pids.join('\n'));
  });

  it('are moved one by one, or with all their threads through procs', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    const leader = spawn(k, '/A');
    const thread = sysClone(k, leader, { prog: 'idle' }, { thread: true });
    expect([read(k, '/A', 'tasks'), read(k, '/A', 'cgroup.procs')]).toEqual([`${leader}\n${thread}`, String(leader)]);
    write(k, '/B', 'tasks', thread);
    expect([read(k, '/A', 'tasks'), read(k, '/B', 'tasks'), read(k, '/B', 'cgroup.procs')]).toEqual([
      String(leader),
      String(thread),
      String(leader),
    ]);
    // What a thread touches is its leader's group's.
    touch(k, thread, 1);
    expect([counters(k, '/A').res[0], counters(k, '/B').res[0]]).toEqual([32, 0]);
    write(k, '/B', 'cgroup.procs', thread);
    expect([read(k, '/A', 'tasks'), read(k, '/B', 'tasks')]).toEqual(['', `${leader}\n${thread}`]);
    sysExit(k, leader, 0);
    expect(write(k, '/A', 'tasks', leader)).toBe(-ESRCH);
  });

  it('takes a pid, 0 for the writer, and knows who is not there or cannot be moved', () => {
    const { k, outside } = bootForTests();
    mkdir(k, '/A');
    expect(write(k, '/A', 'tasks', 0)).toBe(2);
    expect(read(k, '/A', 'tasks')).toBe(String(outside));
    expect(write(k, '/', 'cgroup.procs', '')).toBe(1);
    expect(read(k, '/A', 'tasks')).toBe('');
    expect(write(k, '/A', 'tasks', 30000)).toBe(-ESRCH);
    const bound = k.tasks.col.flags.findIndex((flags) => (flags & 2) !== 0);
    expect(write(k, '/A', 'tasks', bound)).toBe(-EINVAL);
    for (const file of ['tasks', 'cgroup.procs']) expect(write(k, '/A', file, KTHREADD_PID)).toBe(-EINVAL);
  });
});

describe('rename', () => {
  it('stays within the parent', () => {
    const { k } = bootForTests();
    const a = mkdir(k, '/A');
    const b = mkdir(k, '/B');
    expect(cgroupRename(k, a, ROOT_MEMCG, 'B')).toBe(-EEXIST);
    expect(cgroupRename(k, a, b, 'x')).toBe(-EIO);
    expect(cgroupRename(k, a, ROOT_MEMCG, 'C')).toBe(0);
    expect(group(k, '/C')).toBe(a);
  });

  it('by mv takes tasks, charges and directories along', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/A/b']) mkdir(k, path);
    const t = spawn(k, '/A/b');
    touch(k, t, 1);
    expect(sysRename(k, 1, '/sys/fs/cgroup/memory/A', '/sys/fs/cgroup/memory/C')).toBe(0);
    expect([read(k, '/C/b', 'tasks'), read(k, '/C/b', 'memory.usage_in_bytes')]).toEqual([String(t), String(32 * 4096)]);
    expect(procTaskText(k, 'cgroup', t)).toBe('1:memory:/C/b\n');
    expect(sysMkdir(k, 1, '/sys/fs/cgroup/memory/A')).toBe(0);
  });
});

describe('force_empty', () => {
  it('moves user pages up and leaves kernel pages', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    const t = spawn(k, '/A');
    touch(k, t, 40);
    const child = cloneVm(k, t);
    expect(write(k, '/A', 'memory.force_empty', 'x')).toBe(-EBUSY);
    for (const pid of [t, child]) cgroupAttach(k, 1, pid, ROOT_MEMCG, true);
    expect(write(k, '/A', 'memory.force_empty', 'x')).toBe(2);
    expect(counters(k, '/A')).toMatchObject({ res: [2, 64, 0], memsw: [2, 64, 0], kmem: [2, 2, 0] });
    expect(read(k, '/', 'memory.usage_in_bytes')).toBe(String(40 * 4096));
    expect(write(k, '/', 'memory.force_empty', 1)).toBe(-EINVAL);
  });
});

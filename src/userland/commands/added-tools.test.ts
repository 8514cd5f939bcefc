import { describe, expect, it } from 'vitest';
import { runScript } from '../machine-for-tests';
import { Terminal } from '../machine-for-tests';

const script = (text: string): { out: string; err: string; status: number | undefined } => {
  const { out, err, status } = runScript(`cd /tmp\n${text}\n`);
  return { out, err, status };
};

describe('chmod', () => {
  it.each([
    ['644', 'u+x', '744'],
    ['644', '+x', '755'],
    ['755', '-x', '644'],
    ['600', 'go+r', '644'],
    ['666', 'a-w', '444'],
    ['777', 'u=rw,go=', '600'],
    ['640', 'g=u', '660'],
    ['751', 'o=g', '755'],
    ['644', 'u+x,g+w', '764'],
    ['644', '+w', '644'],
    ['644', 'a+w', '666'],
    ['744', 'go+X', '755'],
    ['644', 'a+X', '644'],
    ['755', 'u+s', '4755'],
    ['755', '1777', '1777'],
    ['755', '0', '0'],
  ])('%s and %s make %s', (before, change, after) => {
    expect(script(`touch f; chmod ${before} f; chmod ${change} f; stat -c %a f`)).toEqual({ out: `${after}\n`, err: '', status: 0 });
  });

  it('goes into directories, tells what it did, and says what is wrong', () => {
    expect(script('mkdir -p a/b; touch a/f; chmod -R 700 a; stat -c %a a a/b a/f').out).toBe('700\n700\n700\n');
    expect(script('touch f; chmod -v 600 f; chmod -c 600 f; chmod -v 600 f').out).toBe(
      "mode of 'f' changed from 0644 (rw-r--r--) to 0600 (rw-------)\nmode of 'f' retained as 0600 (rw-------)\n",
    );
    expect(script('chmod 600 nosuch; chmod u+y f; chmod; chmod 755').err).toBe(
      "chmod: cannot access 'nosuch': No such file or directory\n" +
        "chmod: invalid mode: 'u+y'\nTry 'chmod --help' for more information.\n" +
        "chmod: missing operand\nTry 'chmod --help' for more information.\n" +
        "chmod: missing operand after '755'\nTry 'chmod --help' for more information.\n",
    );
  });

  it('makes a script one that runs', () => {
    expect(script("echo 'echo ran $1' > s; ./s x; chmod +x s; ./s x").out).toBe('ran x\n');
  });
});

describe('commands that become another one', () => {
  it('sudo runs the command: everybody is root', () => {
    expect(script('sudo echo a; sudo -u root -E id -un; sudo A=1 echo b; sudo -i echo c; sudo nosuch; echo $?').out).toBe(
      'a\nroot\nb\nc\n127\n',
    );
    expect(script('sudo nosuch').err).toBe('sudo: nosuch: command not found\n');
    const t = new Terminal();
    t.line('sudo mkdir a; echo 4M | sudo tee a/memory.kmem.limit_in_bytes > /dev/null; sudo sh -c "echo 8M > a/memory.limit_in_bytes"');
    expect(t.line('cat a/memory.kmem.limit_in_bytes a/memory.limit_in_bytes')).toBe('4194304\n8388608\n');
  });

  it('less and more show what cat shows', () => {
    expect(script('echo x > f; less f; more f; cat f | less -R').out).toBe('x\nx\nx\n');
  });
});

describe('finding programs', () => {
  it('which, pidof and killall', () => {
    expect(script('which ls nosuch; echo $?').out).toBe('/bin/ls\n1\n');
    expect(script('sleep 9 & pidof sleep | grep -c "^$!$"; pidof nosuch; echo $?').out).toBe('1\n1\n');
    const killed = script(
      'sleep 9 & sleep 0.05; killall sleep; wait $!; echo $?; killall sleep; echo $?; killall -9 nosuch; killall -FOO x',
    );
    expect(killed.out).toBe('143\n1\n');
    expect(killed.err).toContain('sleep: no process found\nnosuch: no process found\n');
  });
});

describe('expr', () => {
  it.each([
    ["'(' 1 + 2 ')' '*' 3", '9', 0],
    ['7 / 2', '3', 0],
    ['-7 % 3', '-1', 0],
    ['1 - 1', '0', 1],
    ["b '>' a", '1', 0],
    ["10 '<' 9", '0', 1],
    ["0 '|' x", 'x', 0],
    ["a '&' b", 'a', 0],
    ["abcd : 'ab\\(.*\\)'", 'cd', 0],
    ['abcd : x', '0', 1],
    ['substr abcdef 2 3', 'bcd', 0],
  ])('%s is %s', (words, out, status) => {
    expect(script(`expr ${words}`)).toEqual({ out: `${out}\n`, err: '', status });
  });

  it('says what is wrong as coreutils do', () => {
    const nested = "'(' ".repeat(100);
    expect(script(`expr 1 / 0; expr a + 1; expr 1 2; expr 1 +; expr ${nested}`).err).toBe(
      "expr: division by zero\nexpr: non-integer argument\nexpr: syntax error: unexpected argument '2'\n" +
        "expr: syntax error: missing argument after '+'\nexpr: syntax error: too many parentheses\n",
    );
  });
});

describe('sysctl', () => {
  it('reads and writes what lies below /proc/sys', () => {
    expect(
      script(
        'sysctl vm.swappiness; sysctl -w vm.swappiness=10; sysctl -n vm.swappiness; sysctl vm/swappiness=20 -q; cat /proc/sys/vm/swappiness',
      ).out,
    ).toBe('vm.swappiness = 60\nvm.swappiness = 10\n10\n20\n');
    expect(script('sysctl -a').out).toContain('kernel.hostname = memcg\n');
    expect(script('sysctl vm.nosuch; sysctl -w vm.swappiness; sysctl -w vm.swappiness=999; sysctl').err).toBe(
      'sysctl: cannot stat /proc/sys/vm/nosuch: No such file or directory\n' +
        'sysctl: "vm.swappiness" must be of the form name=value\n' +
        'sysctl: setting key "vm.swappiness": Invalid argument\n' +
        "sysctl: no variables specified\nTry 'sysctl --help' for more information.\n",
    );
  });
});

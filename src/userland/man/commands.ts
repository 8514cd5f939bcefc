/**
 * Manual pages of the commands: also what their `--help` prints. `[name, title, arguments, text, lesson?]`; a page without
 * arguments explains an idea, not a command.
 */
export const COMMAND_PAGES: readonly (readonly [string, string, string, string, string?])[] = [
  [
    'hog',
    'take memory, processes or files, and hold them',
    '(anon|cache|mlock|shm) SIZE | (fork|thread|files|dirs|sockets) N [--every TICKS]',
    `anon is anonymous memory, touched page by page; cache a file in /tmp; mlock locked, shm shared memory. fork makes processes,
thread threads, files empty files, dirs directories each in the one before. --every TICKS takes one each so many milliseconds.
It says how much it got and which call was refused with which error (hog: fork 512 of 1000: fork: Cannot allocate memory), then
sleeps until killed. /tmp/hog.PID, for cache /data/hog.PID, outlives it. Asked to end by TERM, not KILL, hog fork takes its children along.`,
    'fork-bomb',
  ],
  [
    'bash',
    'the shell',
    '[-c COMMANDS | FILE] [ARG]...',
    `What it does not know is refused by name and place before anything runs. Each command and subshell is a forked task that pays
for its stack: at the limit ls itself fails with fork: Cannot allocate memory.`,
  ],
  ['sh', 'the shell under its other name', '[-c COMMANDS | FILE] [ARG]...', `As bash, but : cannot be the name of a function.`],
  ['[', 'check file types and compare values', 'EXPRESSION ]', `As test, closed by a bracket.`],
  ['basename', 'strip directory and suffix from file names', 'NAME [SUFFIX] | -a [-s SUFFIX] NAME...', ``],
  [
    'cat',
    'concatenate files to standard output',
    '[-AbEnsTv] [FILE]...',
    `-n numbers lines, -A shows ends ($), tabs (^I) and control characters. A control file that cannot be read says why:
memory.force_empty Invalid argument, memory.kmem.slabinfo Input/output error.`,
  ],
  ['cgclassify', 'move tasks to control groups', '-g CONTROLLERS:PATH PID...', `As echo PID > GROUP/tasks.`],
  [
    'cgcreate',
    'create control groups',
    '-g CONTROLLERS:PATH [-g ...]',
    `cgcreate -g memory:a/b makes what is missing on the way; a group that is there is no fault.`,
  ],
  [
    'cgdelete',
    'remove control groups',
    '[-r] [-g] CONTROLLERS:PATH...',
    `The tasks in it go to the parent first. -r removes what is below as well.`,
  ],
  [
    'cgexec',
    'run a command in control groups',
    '-g CONTROLLERS:PATH COMMAND [ARG]...',
    `It moves itself, then becomes the command. Its own stack stays charged where it was forked.`,
  ],
  [
    'cgget',
    'print parameters of control groups',
    '[-nva] [-r NAME] [-g CONTROLLERS] PATH...',
    `-r one file, -g memory or -a all; -n no headings, -v values only.`,
  ],
  [
    'cgset',
    'set parameters of control groups',
    '-r NAME=VALUE PATH... | --copy-from PATH PATH...',
    `cgset -r memory.kmem.limit_in_bytes=4M bomb`,
  ],
  ['clear', 'clear the screen', '', ``],
  [
    'cp',
    'copy files and directories',
    '[-afnprRTv] SOURCE... TARGET',
    `-r directories, -n not over what is there, -v says each. Pages of a copy in /tmp are charged as cache to who writes it.`,
  ],
  [
    'cut',
    'print selected parts of lines',
    '-b LIST | -c LIST | -f LIST [-d DELIM] [-s] [FILE]...',
    `A list is N, N-, N-M, -M or several with commas. -s drops lines without delimiter; --complement, --output-delimiter=TEXT.`,
  ],
  [
    'date',
    'print the time of the simulated clock',
    '[-uRI] [-d TEXT] [+FORMAT]',
    `The machine boots at the hour the series was posted, in September 2012; a tick is a millisecond. +%s seconds, +%F, +%T.
-d @SECONDS another moment. The clock cannot be set.`,
  ],
  [
    'dd',
    'copy a file, a block at a time',
    '[if=FILE] [of=FILE] [bs=BYTES] [count=N] [skip=N] [seek=N] [conv=notrunc] [status=none]',
    `dd if=/dev/zero of=/tmp/x bs=1M count=4: the pages of /tmp/x are charged as cache to the group dd runs in.`,
  ],
  ['df', 'report file system space usage', '[-ahmT] [FILE]...', ``],
  ['dirname', 'strip the last part of file names', 'NAME...', ``],
  ['dmesg', 'print the kernel log', '[-tT]', `Here the OOM killer says whom it took and why. -T with the time of day, -t without times.`],
  ['du', 'estimate file space usage', '[-ahs] [-d DEPTH] [FILE]...', ``],
  [
    'echo',
    'display a line of text',
    '[-neE] [STRING]...',
    `echo 4M > GROUP/FILE writes a control file; what the kernel refuses reads echo: write error: and its reason.`,
  ],
  ['env', 'run a command in a changed environment, or print it', '[-i] [-u NAME] [-C DIR] [NAME=VALUE]... [COMMAND [ARG]...]', ``],
  ['false', 'do nothing, unsuccessfully', '', ``],
  [
    'find',
    'search for files in a directory hierarchy',
    '[PATH]... [EXPRESSION]',
    `Tests: -name GLOB -path GLOB -type [fdlcbps] -size [+-]N[ckMG] -empty -links N -perm MODE -mmin N. Actions: -print -print0
-printf FORMAT -ls -delete -exec COMMAND {} ; -exec COMMAND {} + -prune -quit. Joined by -a -o ! ( ). -maxdepth N -mindepth N -depth.`,
  ],
  [
    'free',
    'display free and used memory',
    '[-b|-k|-m|-g|-h] [-tw] [-s SECONDS [-c COUNT]]',
    `Of the whole machine, whoever it is charged to. -h the unit that fits, -t totals.`,
  ],
  [
    'grep',
    'print lines that match patterns',
    '[OPTION]... PATTERNS [FILE]...',
    `-E extended expressions, -F plain strings, -i ignore case, -v lines that do not match, -c count, -n numbers, -o only the match,
-l names, -q only the status, -w words, -x whole lines, -r directories, -m N at most, -A -B -C N context. Status 0 found, 1 not, 2 trouble.`,
  ],
  ['head', 'print the first part of files', '[-n [-]NUM] [-c [-]NUM] [-qv] [FILE]...', `-n -NUM is all but the last NUM lines.`],
  ['help', 'list the commands, or say what one is', '[NAME]...', ``],
  ['hostname', 'print the name of this machine', '', ``],
  ['id', 'print user and group ids', '[-ugGn] [USER]', `Everybody here is root.`],
  [
    'kill',
    'send a signal to a process',
    '[-SIGNAL | -s SIGNAL] PID... | -l [SIGNAL]',
    `TERM, if none is named. Of a killed task the user pages come back at once, the stack when it was reaped.`,
  ],
  ['ln', 'make links between files', '[-fsv] TARGET... LINK', `-s symbolic, -f in the place of what is there.`],
  [
    'ls',
    'list directory contents',
    '[-1aACdFhiklnpRrsStU] [FILE]...',
    `-l long, -a hidden ones as well, -d directories themselves, -R what is below, -h sizes with K, -t by time, -S by size, -r backwards.
A fresh group holds 29 files.`,
  ],
  ['lscgroup', 'list control groups', '[[-g] CONTROLLERS:PATH]...', `As controller:path, parents first.`],
  ['lssubsys', 'list subsystems', '[-m]', `-m with the mount point.`],
  ['man', 'explain a command or a control file', 'NAME... | -k WORD', `-k finds pages that tell of a word.`],
  [
    'mkdir',
    'create directories; in a cgroup hierarchy, groups',
    '[-pv] [-m MODE] DIRECTORY...',
    `-p parents as well, and no error where one is there. A directory takes kernel memory for its name and inode, a group for its
files' as well; without any left: Cannot allocate memory.`,
  ],
  [
    'mktemp',
    'create a temporary file or directory and print its name',
    '[-dqtu] [-p DIR] [TEMPLATE]',
    `-d a directory. TEMPLATE ends in three or more X.`,
  ],
  ['mount', 'mount a file system, or list what is mounted', '[-t TYPE] [-o OPTIONS] [SOURCE DIRECTORY]', `Of types only tmpfs.`],
  [
    'mv',
    'move or rename files; in a cgroup hierarchy, rename groups',
    '[-fnTv] SOURCE... TARGET',
    `A group keeps its parent: elsewhere Input/output error. Charges and tasks go along.`,
  ],
  ['nohup', 'run a command immune to hangups', 'COMMAND [ARG]...', ``],
  ['nproc', 'print the number of processors', '[--all] [--ignore=N]', ``],
  [
    'pgrep',
    'look up processes by name',
    '[-acfilnovx] [-P PID,...] [-g PGID,...] [-s SID,...] [PATTERN]',
    `-f whole command lines, -x exactly, -l with names, -n the newest, -o the oldest, -P children of. Status 1 when none is found.`,
  ],
  ['pkill', 'signal processes by name', '[-SIGNAL] [-cefinovx] [-P PID,...] [PATTERN]', `Chooses as pgrep does; -e says what is killed.`],
  ['printenv', 'print environment variables', '[NAME]...', ``],
  ['printf', 'format and print data', 'FORMAT [ARG]...', `%s %d %x %5.2f %b; the format is used again while arguments are left.`],
  [
    'ps',
    'report processes',
    '[aux | -e -f -l] [-o COL[=NAME],...] [-p PID,...] [-C NAME] [--ppid PID] [--sort [-]COL] [--no-headers]',
    `Columns: pid ppid pgid sid tty stat time etime start user pcpu pmem vsz rss nlwp wchan cgroup oom comm args. State D waits in the
kernel; Z is dead and not reaped: out of its group, its stack still charged.`,
  ],
  ['pwd', 'print the working directory', '', ``],
  ['readlink', 'print where a symbolic link points', '[-n] FILE...', ``],
  [
    'rm',
    'remove files or directories',
    '[-dfrRv] FILE...',
    `-r directories with all in them, -f no word of what is not there. Control files stay: Operation not permitted. Groups go with rmdir.`,
  ],
  [
    'rmdir',
    'remove empty directories; of a cgroup hierarchy, groups without tasks',
    '[-pv] DIRECTORY...',
    `-p then its parents as well. Device or resource busy while tasks or groups are in a group. User pages still charged move up; kernel
pages stay charged to the group, which is then out of sight until the last is freed.`,
    'removed-but-charged',
  ],
  [
    'sed',
    'edit a stream of text',
    '[-nEis] SCRIPT [FILE]... | -e SCRIPT... [FILE]...',
    `Commands: s/A/B/[gpiN] p d q Q a i c TEXT y/ab/cd/ n N D P g G h H x z = l r b t T :LABEL { }. Addresses: N $ /RE/ FIRST~STEP A,B A,+N, and
! for all other lines. -n no printing by itself, -E extended expressions, -i in place.`,
  ],
  [
    'seq',
    'print a sequence of numbers',
    '[-w] [-s STRING] [-f FORMAT] [FIRST [STEP]] LAST',
    `-s between numbers, -w equal width with zeros.`,
  ],
  ['sleep', 'wait for some time', 'NUMBER[smhd]...', `In simulated time: a second is 1000 ticks. 0.25, 2, 1m.`],
  [
    'sort',
    'sort lines of text files',
    '[-bcdfghMnrsuV] [-k KEY] [-t SEP] [-o FILE] [FILE]...',
    `-n numbers, -h numbers with K, -r reverse, -u one of equal lines, -k F[.C][,F[.C]] by fields, -c only check.`,
  ],
  ['stat', 'display file status', '[-L] [-c FORMAT] FILE...', `%n name %s size %a mode %A rwx %F kind %i inode %h links %U owner %y time.`],
  ['swapoff', 'disable swap areas', '[-a] [FILE]...', ``],
  ['swapon', 'enable a swap area, or list them', '[-s] [FILE]...', ``],
  ['sync', 'write cached data to storage', '[FILE]...', ``],
  ['tail', 'print the last part of files', '[-n [+]NUM] [-c [+]NUM] [-fqv] [FILE]...', `-n +NUM from line NUM on, -f waits for more.`],
  ['tee', 'copy standard input to files and to standard output', '[-ai] [FILE]...', `-a append. echo 4M | tee */memory.limit_in_bytes`],
  [
    'test',
    'check file types and compare values',
    'EXPRESSION',
    `-f FILE -d -e -s; A = B, A != B, -n A, -z A; N -eq N -ne -lt -le -gt -ge; ! -a -o ( ).`,
  ],
  [
    'timeout',
    'run a command with a time limit',
    '[-s SIGNAL] [-k DURATION] DURATION COMMAND [ARG]...',
    `TERM when time ran out, and status 124; -k DURATION later KILL.`,
  ],
  ['touch', 'create files that are not there', '[-c] FILE...', `In a group: Permission denied. Times cannot be set.`],
  [
    'tr',
    'translate, squeeze, or delete characters of standard input',
    '[-cdst] STRING1 [STRING2]',
    `a-z, [:alpha:], [x*n], \\n are understood. -c all but STRING1, -d delete, -s one of several in a row.`,
  ],
  ['true', 'do nothing, successfully', '', ``],
  ['umount', 'unmount file systems', 'DIRECTORY...', ``],
  ['uname', 'print system information', '[-asnrvmpio]', ``],
  [
    'uniq',
    'report or leave out repeated lines',
    '[-cdDiu] [-f N] [-s N] [-w N] [INPUT [OUTPUT]]',
    `-c with counts, -d only repeated ones, -u only single ones. Sort first.`,
  ],
  ['uptime', 'tell how long the system has been running', '[-ps]', ``],
  ['watch', 'run a command again and again', '[-n SECONDS] [-tex] COMMAND...', `watch -n 0.5 cat memory.usage_in_bytes; Ctrl-C ends it.`],
  ['wc', 'print newline, word, and byte counts for each file', '[-clmwL] [FILE]...', `wc -l < GROUP/tasks counts the tasks of a group.`],
  ['whoami', 'print the user name', '', ``],
  [
    'xargs',
    'build and run commands from standard input',
    '[-0rt] [-n MAX] [-L MAX] [-I TEXT] [-d CHAR] [COMMAND [ARG]...]',
    `-n MAX arguments a command, -I TEXT one command a line with TEXT replaced, -0 input ended by NUL, -t says each.`,
  ],
  ['yes', 'print a line until killed', '[STRING]...', ``],
  [
    'cgroups',
    'groups of tasks as directories',
    '',
    `Below /sys/fs/cgroup/memory each directory is a group. mkdir makes one, with its control files; rmdir removes it when no task and no
directory is in it; mv renames it. echo PID > GROUP/tasks moves a task. All that a task takes from then on is charged to the
group, and to those above while use_hierarchy is 1. Each control file has a page: man memory.kmem.limit_in_bytes`,
    'fork-bomb',
  ],
  [
    'kmem',
    'the kernel memory controller',
    '',
    `Some allocations of the kernel carry __GFP_KMEMCG: the group of the task is charged in its kmem counter first, then in the user
counter. The kmem limit refuses at once; the user limit reclaims and kills. Pages go back to the group that paid, wherever
the task is by then. A removed group lives on, out of sight, until its last kernel page is freed.`,
    'removed-but-charged',
  ],
  [
    'stock',
    'pages charged ahead, one stock a CPU',
    '',
    `A charge of a page asks the counters for 32; what is left stays in the CPU's stock, which belongs to one group at a time, for the
next charges. So usage jumps by 131072. Another group's charge on that CPU, reclaim, force_empty and rmdir give it back.`,
  ],
];

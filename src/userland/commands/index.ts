/** Every external command of the machine. */
import { manPage } from '../man/pages';
import type { Program } from '../program';
import { cat } from './cat';
import { cgget, cgset } from './cgroup-values';
import { cgclassify, cgcreate, cgdelete, cgexec, lscgroup, lssubsys } from './cgroups';
import { chmod } from './chmod';
import { date, watch } from './clock';
import { cp, mv } from './copy';
import { cut } from './cut';
import { dd } from './dd';
import { mkdir, rmdir } from './directories';
import { env, hostname, id, nproc, printenv, uname, whoami } from './environment';
import { du, mktemp, stat } from './files';
import { expr } from './expr';
import { find } from './find';
import { grep } from './grep';
import { help, man } from './guide';
import { head } from './head';
import { hog } from './hog';
import { ln, readlink, touch } from './links';
import { ls } from './ls';
import { df, dmesg, free, uptime } from './memory-report';
import { mount, swapoff, swapon, sync, umount } from './mounting';
import { basename, bracket, clear, dirname, echo, falseCommand, printf, pwd, test, trueCommand, yes } from './printing';
import { ps } from './ps';
import { rm } from './rm';
import { sed } from './sed';
import { seq } from './seq';
import { kill, nohup, pgrep, pkill } from './signalling';
import { sleep, timeout } from './sleep';
import { sort } from './sort';
import { sysctl } from './sysctl';
import { tail } from './tail';
import { tee } from './tee';
import { tr } from './tr';
import { uniq } from './uniq';
import { wc } from './wc';
import { killall, pidof, which } from './which';
import { less, more, sudo } from './wrappers';
import { xargs } from './xargs';

/** With what the manual says of each in one line. */
export const COMMANDS: readonly Program[] = [
  basename,
  bracket,
  cat,
  cgclassify,
  cgcreate,
  cgdelete,
  cgexec,
  cgget,
  cgset,
  chmod,
  clear,
  cp,
  cut,
  date,
  dd,
  df,
  dirname,
  dmesg,
  du,
  echo,
  env,
  expr,
  falseCommand,
  find,
  free,
  grep,
  head,
  help,
  hog,
  hostname,
  id,
  kill,
  killall,
  less,
  ln,
  ls,
  lscgroup,
  lssubsys,
  man,
  mkdir,
  mktemp,
  more,
  mount,
  mv,
  nohup,
  nproc,
  pgrep,
  pidof,
  pkill,
  printenv,
  printf,
  ps,
  pwd,
  readlink,
  rm,
  rmdir,
  sed,
  seq,
  sleep,
  sort,
  stat,
  sudo,
  swapoff,
  swapon,
  sync,
  sysctl,
  tail,
  tee,
  test,
  timeout,
  touch,
  tr,
  trueCommand,
  umount,
  uname,
  uniq,
  uptime,
  watch,
  wc,
  which,
  whoami,
  xargs,
  yes,
].map((program) => ({ ...program, summary: manPage(program.name)?.title ?? '' }));

/** In German, what a number is, whose, and which file holds it: said when it is pointed at or has the focus. */
import type { SourceCatalogue } from './sources';

export const deSources: SourceCatalogue = {
  usage: (path, file, bytes) => `${bytes} Bytes, gebucht auf ${path}, aus ${file}`,
  limit: (path, file, bytes) => `Limit von ${path}: ${bytes} Bytes, aus ${file}`,
  max: (path, file, bytes) => `höchster Verbrauch von ${path}: ${bytes} Bytes, aus ${file}`,
  failcnt: (path, file) => `Buchungen, die ${path} abgelehnt hat, aus ${file}`,
  rss: (path) => `anonymer Speicher, gebucht auf ${path}: rss in dessen memory.stat`,
  cache: (path) => `Page-Cache, gebucht auf ${path}: cache in dessen memory.stat`,
  stock: (path) => `im Voraus auf ${path} gebucht und in den Stocks der CPUs aufgehoben; in keiner Datei zu lesen`,
  tasks: (path) => `Tasks in ${path}, die Zeilen der Datei tasks`,
  allTasks: () => 'Tasks der ganzen Maschine, wie ps sie auflistet',
  taskRss: (pid) => `anonymer Speicher von Task ${pid}, auf wen auch immer gebucht; VmRSS in /proc/${pid}/status`,
  frames: (path) => `Seitenrahmen, in denen ${path} als Zahler steht; in keiner Datei zu lesen`,
  nobody: () => 'belegte Seitenrahmen, die auf keine Gruppe gebucht sind; in keiner Datei zu lesen',
  reserved: () => 'Seitenrahmen, die der Kernel beim Booten für sich behalten hat; in keiner Datei zu lesen',
  free: () => 'freie Seitenrahmen: MemFree in /proc/meminfo',
  kind: (kind) => `Seitenrahmen, benutzt als: ${kind}`,
  orderTaken: (order) => `belegte Blöcke der Ordnung ${order}`,
  orderFree: (order) => `freie Blöcke der Ordnung ${order}: /proc/buddyinfo`,
  ram: () => 'Speicher der Maschine, aus dem Kopf des Dokuments; MemTotal in /proc/meminfo ist, was der Kernel davon verwaltet',
  swap: () => 'Swap-Bereich: SwapTotal in /proc/meminfo',
  cpus: () => 'Prozessoren: /proc/cpuinfo',
  seed: () => 'Seed für alles Zufällige, aus dem Kopf des Dokuments',
  tick: (tick) => `${tick} Ticks seit dem Booten; 1 Tick ist 1 ms simulierter Zeit`,
  then: (path, file, tick) => `${file} von ${path} bei Tick ${tick}`,
  check: (claim) => `was bei der Prüfung der Lektion gefunden wurde: ${claim}`,
};

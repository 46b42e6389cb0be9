/**
 * Who may import whom: entry points → modules → channels/core → platform. A channel imports itself, core and
 * platform; a module imports the modules listed before it. What lies below is reached by a job or an event.
 */
const MODULES = [
  'audit',
  'staff',
  'channels',
  'beneficiaries',
  'knowledge',
  'delivery',
  'conversations',
  'handovers',
  'letters',
  'requests',
  'committee',
  'routing',
  'notices',
  'tracking',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one idea, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'platform-knows-nobody-above',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/platform/' },
    },
    {
      name: 'core-imports-platform-only',
      severity: 'error',
      from: { path: '^src/channels/core/' },
      to: { path: '^src/', pathNot: '^src/(channels/core|platform)/' },
    },
    {
      name: 'a-channel-imports-itself-core-and-platform',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/', pathNot: '^src/channels/core/' },
      to: { path: '^src/', pathNot: '^src/(channels/$1|channels/core|platform)/' },
    },
    {
      name: 'modules-know-no-channel',
      severity: 'error',
      from: { path: '^src/modules/' },
      to: { path: '^src/', pathNot: '^src/(modules|channels/core|platform)/' },
    },
    ...MODULES.map((name, index) => ({
      name: `${name}-imports-only-modules-listed-before-it`,
      severity: 'error',
      from: { path: `^src/modules/${name}/` },
      to: { path: '^src/modules/', pathNot: `^src/modules/(${MODULES.slice(0, index + 1).join('|')})/` },
    })),
    {
      name: 'no-unlisted-module',
      comment: 'A new module takes its place in the list above.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/modules/' },
      to: { path: '^src/modules/', pathNot: `^src/modules/(${MODULES.join('|')})/` },
    },
    {
      name: 'product-needs-no-development-package',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-to-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(^test/|\\.spec\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};

import { cpSync, existsSync, readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

interface Manifest {
  readonly exports: Record<string, string>;
  readonly publishConfig?: { readonly bin?: Record<string, string> };
}

/**
 * One build for every package: each `src/*.ts` that the package's workspace `exports` name becomes an entry,
 * as ESM, CommonJS and types; so does the source of each program in its published `bin`. Run from the package's folder.
 */
export default defineConfig(() => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const modules = Object.values(manifest.exports).filter((path) => path.endsWith('.ts'));
  const programs = Object.values(manifest.publishConfig?.bin ?? {}).map((path) =>
    path.replace('./dist/', './src/').replace(/\.js$/, '.ts'),
  );
  const entry = [...modules, ...programs];
  return {
    entry,
    format: ['esm', 'cjs'],
    target: 'node20',
    platform: 'neutral',
    dts: { entry: modules },
    sourcemap: true,
    clean: true,
    // What two entries of a package share, errors above all, is one and the same class in both.
    splitting: entry.length > 1,
    // With this Rollup makes the CommonJS of split code; tsup's own way turns import() into require(), which cannot load
    // packages that are ES modules only.
    treeshake: entry.length > 1,
    tsconfig: '../../tsconfig.json',
    // Node's own modules stay imports: only packages that say so in their documentation use them.
    external: [/^node:/],
    removeNodeProtocol: false,
    // Bundles that workers run as they are, not parts of an entry.
    onSuccess: async () => {
      const filter = (path: string) => !/\.(ts|tmp)$/.test(path);
      if (existsSync('src/generated')) cpSync('src/generated', 'dist/generated', { recursive: true, filter });
    },
  };
});

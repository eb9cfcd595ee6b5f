import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@shared': here('./shared'), '@': here('./apps/desk/src') } },
  test: { include: ['shared/**/*.test.ts', 'apps/**/*.test.ts'], environment: 'node' },
})

import { expect, test } from 'vitest'
import { githubRepository } from './github.ts'
import { manifest } from './manifest.ts'

const of = (repository: unknown) => {
  const found = githubRepository(manifest.parse({ name: 'p', version: '1.0.0', repository }).repository)
  return found && `${found.owner}/${found.name}:${found.directory}`
}

test('a repository on GitHub is found in every form that npm takes', () => {
  for (const form of [
    'acme/tool.js',
    'github:acme/tool.js',
    'https://github.com/acme/tool.js',
    'https://github.com/acme/tool.js/',
    'https://github.com/acme/tool.js#readme',
    'https://www.github.com/acme/tool.js.git',
    'git+https://github.com/acme/tool.js.git',
    'git+https://token@github.com/acme/tool.js.git#main',
    'git://github.com/acme/tool.js.git',
    'git+ssh://git@github.com/acme/tool.js.git',
    'git@github.com:acme/tool.js.git',
  ]) {
    expect(of(form), form).toBe('acme/tool.js:')
    expect(of({ type: 'git', url: form }), form).toBe('acme/tool.js:')
  }
})

test('the folder is the one named, by the field or in the address', () => {
  expect(of({ url: 'https://github.com/acme/mono', directory: './packages/tool/' })).toBe('acme/mono:packages/tool')
  expect(of('https://github.com/acme/mono/tree/main/packages/tool')).toBe('acme/mono:packages/tool')
})

test('what stands elsewhere is not on GitHub', () => {
  for (const form of [
    'gitlab:acme/tool',
    'gist:11081aaa281',
    'https://gitlab.com/acme/tool',
    'https://notgithub.com/acme/tool',
    '',
    undefined,
  ]) {
    expect(of(form), String(form)).toBeUndefined()
  }
})

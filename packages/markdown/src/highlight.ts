import type { LanguageFn } from 'highlight.js'
import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import go from 'highlight.js/lib/languages/go'
import graphql from 'highlight.js/lib/languages/graphql'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import python from 'highlight.js/lib/languages/python'
import rust from 'highlight.js/lib/languages/rust'
import shell from 'highlight.js/lib/languages/shell'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'

const languages: Record<string, LanguageFn> = {
  bash,
  css,
  diff,
  go,
  graphql,
  ini,
  java,
  javascript,
  json,
  python,
  rust,
  shell,
  sql,
  typescript,
  xml,
  yaml,
}
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language)

/** Characters. A longer block, or one with longer lines, is data rather than readable code, and would take long: it is not highlighted. */
const maxBlock = 10_000
const maxLine = 200
/** The most characters of one text that are highlighted. */
const maxText = 30_000

/** Highlights the code blocks of one text, as `span`s with classes `hljs-…`; returns an empty string for a block that is not highlighted. */
export function createHighlighter(): (code: string, language: string) => string {
  let left = maxText
  return (code, language) => {
    const isReadable =
      code.length <= Math.min(maxBlock, left) && code.split('\n').every((line) => line.length <= maxLine)
    if (!isReadable || !hljs.getLanguage(language)) return ''
    left -= code.length
    return hljs.highlight(code, { language, ignoreIllegals: true }).value
  }
}

import styles from './prose.module.css'

/** Rendered Markdown. `html` must come from `renderMarkdown`. */
export function Prose({ html }: { html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: renderMarkdown sanitises by an allow-list
  return <div className={styles.prose} dangerouslySetInnerHTML={{ __html: html }} />
}

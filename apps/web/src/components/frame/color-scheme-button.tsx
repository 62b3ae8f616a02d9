'use client'
import { useMantineColorScheme } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { IconCircleHalf2, IconMoon, IconSun } from '@tabler/icons-react'
import styles from './site-header.module.css'

const next = { auto: 'light', light: 'dark', dark: 'auto' } as const
const icons = { auto: IconCircleHalf2, light: IconSun, dark: IconMoon }
const names = { auto: 'as the system', light: 'light', dark: 'dark' }

/** Switches between system, light and dark. */
export function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  // The choice is stored only in the browser, so the server's HTML shows the default.
  const shown = useMounted() ? colorScheme : 'auto'
  const Icon = icons[shown]
  const label = `Colours: ${names[shown]}. Switch to ${names[next[shown]]}.`
  return (
    <button
      type="button"
      className={styles.scheme}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(next[shown])}
    >
      <Icon size={19} stroke={1.6} aria-hidden="true" />
    </button>
  )
}

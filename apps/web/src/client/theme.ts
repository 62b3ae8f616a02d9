import type { CSSVariablesResolver, MantineColorsTuple, MantineThemeOverride } from '@mantine/core'

/** Verdigris: what bronze turns into on its plinth. */
const verdigris: MantineColorsTuple = [
  '#edf6f3',
  '#d8eae4',
  '#b0d5c9',
  '#84bfac',
  '#5fab95',
  '#3f927b',
  '#217a65',
  '#166653',
  '#0f5242',
  '#0a3d31',
]

const stone: MantineColorsTuple = [
  '#f7f8f7',
  '#f0f2f0',
  '#e4e7e4',
  '#d3d8d4',
  '#b7beb9',
  '#949c96',
  '#6c756f',
  '#4c544f',
  '#323834',
  '#1d211f',
]

const slate: MantineColorsTuple = [
  '#e6e9e7',
  '#b9c0bb',
  '#99a19c',
  '#7f8883',
  '#404743',
  '#2c322f',
  '#1f2422',
  '#151918',
  '#101312',
  '#0a0c0b',
]

/** Mantine in the colours and measures of Plinth; `tokens.css` has the same colours for our own styles. */
export const theme: MantineThemeOverride = {
  colors: { verdigris, gray: stone, dark: slate },
  primaryColor: 'verdigris',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  black: '#1d211f',
  fontFamily: 'var(--font-sans), system-ui, sans-serif',
  fontFamilyMonospace: 'var(--font-mono)',
  headings: { fontFamily: 'inherit', fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
}

/** Used where a colour of Mantine would be too pale to read. */
export const cssVariables: CSSVariablesResolver = () => {
  const ours = {
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-placeholder': 'var(--ink-soft)',
    '--mantine-color-body': 'var(--page)',
    '--mantine-color-text': 'var(--ink)',
  }
  return { variables: {}, light: ours, dark: ours }
}

export default {
  plugins: {
    'postcss-preset-mantine': {},
    'postcss-simple-vars': {
      variables: { phone: '36em', tablet: '48em', laptop: '64em', desktop: '80em' },
    },
  },
}

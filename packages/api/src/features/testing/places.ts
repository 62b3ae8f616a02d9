import { everyone, operators, type Samples } from '../../testing/samples.ts'

export const places: Samples<'places'> = {
  item: () => ({ country: 'DE', latitude: 52.5, longitude: 13.4 }),
  change: () => ({ region: '16' }),
  calls: {
    list: { outcomes: everyone },
    get: { outcomes: everyone },
    create: { outcomes: operators },
    createMany: { outcomes: operators },
    update: { outcomes: operators },
    updateMany: { outcomes: operators },
    remove: { outcomes: operators },
    removeMany: { outcomes: operators },
    history: { outcomes: operators },
    revert: { outcomes: operators },
  },
}

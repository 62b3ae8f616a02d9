import { newId } from '@plinth/core/id'
import { everyone, type Samples } from '../../testing/samples.ts'

export const resources: Samples<'resources'> = {
  calls: {
    get: { input: () => ({ name: 'articles' }), outcomes: everyone },
    list: { outcomes: everyone },
    trashed: { input: () => ({ name: 'articles', ids: [newId()] }), outcomes: everyone },
  },
}

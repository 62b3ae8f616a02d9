import type MarkdownIt from 'markdown-it'
import { BeyondLimit, limits } from './limits.ts'

/** Stops a parser at the first token beyond the limit, before it spends time on the rest of the text. */
export function countTokens(parser: InstanceType<typeof MarkdownIt>): void {
  let count = 0
  const add = () => {
    count += 1
    if (count > limits.tokens) throw new BeyondLimit('tokens')
  }
  parser.core.ruler.before('normalize', 'count', () => {
    count = 0
  })
  const { State: BlockState } = parser.block
  parser.block.State = class extends BlockState {
    override push(...given: Parameters<InstanceType<typeof BlockState>['push']>) {
      add()
      return super.push(...given)
    }
  }
  const { State: InlineState } = parser.inline
  parser.inline.State = class extends InlineState {
    override push(...given: Parameters<InstanceType<typeof InlineState>['push']>) {
      add()
      return super.push(...given)
    }
  }
}

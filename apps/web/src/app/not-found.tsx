import type { Metadata } from 'next'
import { LinkButton } from '../components/button.tsx'
import { Notice } from '../components/states/notice.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <Notice isPage title="There is nothing here" actions={<LinkButton href="/">All articles</LinkButton>}>
      <p>
        The page does not exist, has been removed, or is for someone else's eyes. Check the address, or look for it by
        search.
      </p>
    </Notice>
  )
}

import { Button, LinkButton } from '../../components/button.tsx'
import { Notice } from '../../components/states/notice.tsx'
import { importAddress } from '../files.ts'
import type { Resource } from '../types.ts'

interface EmptyTableProps {
  resource: Resource
  isNarrowed: boolean
  isTrash: boolean
  onClear(): void
}

/** Explains why the table is empty, and what to do. */
export function EmptyTable({ resource: { name, labels, verbs }, isNarrowed, isTrash, onClear }: EmptyTableProps) {
  if (isNarrowed) {
    return (
      <Notice title={`No ${labels.many} match`} actions={<Button onClick={onClear}>Clear search and filters</Button>}>
        <p>Nothing that you may see fits the search and the filters.</p>
      </Notice>
    )
  }
  if (isTrash) {
    return (
      <Notice title="The trash is empty" actions={<LinkButton href={`/data/${name}`}>All {labels.many}</LinkButton>}>
        <p>What is removed lies here until it is restored or deleted for good.</p>
      </Notice>
    )
  }
  return (
    <Notice
      title={`No ${labels.many} yet`}
      actions={
        verbs.create && (
          <>
            <LinkButton href={`/data/${name}/new`}>New {labels.one}</LinkButton>
            <LinkButton href={importAddress(name)} variant="default">
              Import a file
            </LinkButton>
          </>
        )
      }
    >
      <p>{verbs.create ? `Write the first one, or bring them in from a file.` : `There is none that you may see.`}</p>
    </Notice>
  )
}

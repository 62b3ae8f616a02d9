'use client'
import { Button, type ButtonProps } from '@mantine/core'
import Link from 'next/link'

interface LinkButtonProps extends ButtonProps {
  href: string
}

/** A link that looks like a button. */
export function LinkButton({ href, ...props }: LinkButtonProps) {
  return <Button component={Link} href={href} prefetch={false} {...props} />
}

import type { ComponentProps } from 'react'
import styles from './button.module.css'

interface Look {
  /** `filled` for the main action. */
  variant?: 'filled' | 'default' | 'light' | 'quiet' | 'danger' | 'quiet-danger'
  size?: 'small' | 'medium'
}

interface ButtonProps extends Look, Omit<ComponentProps<'button'>, 'className'> {
  /** Waits for an answer: it keeps the focus, and ignores presses. */
  isBusy?: boolean
}

const look = ({ variant = 'filled', size = 'medium' }: Look) => ({
  className: styles.button,
  'data-variant': variant,
  'data-size': size,
})

export function Button({ variant, size, isBusy = false, type = 'button', onClick, ...others }: ButtonProps) {
  return (
    <button
      {...others}
      {...look({ ...(variant && { variant }), ...(size && { size }) })}
      type={type}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault()
        else onClick?.(event)
      }}
    />
  )
}

interface LinkButtonProps extends Look {
  href: string
  children: React.ReactNode
}

/** A link that looks like a button. */
export function LinkButton({ href, children, ...given }: LinkButtonProps) {
  return (
    <a href={href} {...look(given)}>
      {children}
    </a>
  )
}

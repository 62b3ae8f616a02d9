'use client'
import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/PasswordInput.layer.css'

/** The inputs of all forms, with their styles. */
export { NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'

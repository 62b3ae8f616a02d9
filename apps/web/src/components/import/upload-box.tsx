'use client'
import { useState } from 'react'
import styles from './import.module.css'

interface UploadBoxProps {
  resource: string
  onUploaded(id: string): void
}

const formats: Readonly<Record<string, string>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
}

/** Takes a file and shows the progress of its upload. */
export function UploadBox({ resource, onUploaded }: UploadBoxProps) {
  const [share, setShare] = useState<number>()
  const [failure, setFailure] = useState<string>()
  const send = (file: File) => {
    setFailure(undefined)
    const format = formats[file.name.split('.').at(-1)?.toLowerCase() ?? '']
    if (!format) return setFailure('Choose a file that ends in .csv, .json or .ndjson.')
    setShare(0)
    // Not fetch: it does not report how much of a body has been sent.
    const request = new XMLHttpRequest()
    const query = new URLSearchParams({ resource, format, name: file.name })
    request.open('POST', `/api/v1/imports?${query}`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => setShare(loaded / Math.max(total, 1))
    request.onerror = () => {
      setShare(undefined)
      setFailure('The server could not be reached. Check your connection, then try again.')
    }
    request.onload = () => {
      setShare(undefined)
      const answer = request.response as { id?: string; detail?: string } | null // the shape of the server's answer to uploads
      if (request.status === 201 && answer?.id !== undefined) onUploaded(answer.id)
      else setFailure(answer?.detail ?? 'The file was not taken.')
    }
    request.send(file)
  }
  return (
    <section className={styles.upload}>
      <label className={styles.file}>
        <span>File to import</span>
        <input
          type="file"
          accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl"
          disabled={share !== undefined}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? []
            if (file) send(file)
            currentTarget.value = ''
          }}
        />
      </label>
      {share !== undefined && <progress className={styles.progress} aria-label="Upload" value={share} max={1} />}
      {failure !== undefined && (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      )}
    </section>
  )
}

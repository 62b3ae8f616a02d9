import { definitions } from './definitions.ts'
import type { StreamProcedure } from './kit/stream.ts'
import { exportOf } from './transfer/export/export.ts'
import { errorsFile } from './transfer/import/errors-file.ts'
import { importUpload } from './transfer/import/import-upload.ts'

/** All downloads and uploads. The exports are derived from the resource definitions, so no noun is listed here. */
export const streams: readonly StreamProcedure[] = [
  importUpload(definitions),
  errorsFile,
  ...Object.values(definitions).map(exportOf),
]

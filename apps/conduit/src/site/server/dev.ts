import type { ServerResponse } from 'node:http'
import type { Connect, Plugin, ViteDevServer } from 'vite'
import type { render } from '../entry-server.tsx'
import { documentOf } from './document.ts'

interface Options {
  readonly apiUrl: string
  readonly publicUrl: string
  readonly markdown: (source: string) => Promise<string>
}

/** Renders pages in `vite dev`, from sources that are read anew after each change. */
export function renderPages(options: Options): Plugin {
  return {
    name: 'conduit-pages',
    configureServer: (vite) => () => {
      vite.middlewares.use((request, response, next) => {
        page(vite, options, request).then((found) => send(response, found), next)
      })
    },
  }
}

const links = {
  scripts: ['/@vite/client', '/src/site/entry-browser.tsx'],
  styles: ['/src/site/styles/all.css'],
  fonts: [],
}

async function page(vite: ViteDevServer, { apiUrl, publicUrl, markdown }: Options, request: Connect.IncomingMessage) {
  const url = new URL(publicUrl + (request.originalUrl ?? '/'))
  const server = await vite.ssrLoadModule('/src/site/entry-server.tsx')
  // The type of the module that this path names.
  const rendered = await (server.render as typeof render)(url, {
    send: (path, init) => fetch(new URL(path, apiUrl), init),
    markdown,
  })
  return { status: rendered.status, html: documentOf(rendered, url, links) }
}

function send(response: ServerResponse, { status, html }: { status: number; html: string }): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}

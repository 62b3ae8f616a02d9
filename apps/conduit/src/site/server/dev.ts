import type { ServerResponse } from 'node:http'
import type { Connect, Plugin, ViteDevServer } from 'vite'
import type { render } from '../entry-server.tsx'
import { documentOf } from './document.ts'

/** Renders pages in `vite dev`, from sources that are read anew after each change. */
export function renderPages(apiUrl: string): Plugin {
  return {
    name: 'conduit-pages',
    configureServer: (vite) => () => {
      vite.middlewares.use((request, response, next) => {
        page(vite, apiUrl, request).then((found) => send(response, found), next)
      })
    },
  }
}

const links = {
  scripts: ['/@vite/client', '/src/site/entry-browser.tsx'],
  styles: ['/src/site/styles/all.css'],
  fonts: [],
}

async function page(vite: ViteDevServer, apiUrl: string, request: Connect.IncomingMessage) {
  const url = new URL(request.originalUrl ?? '/', `http://${request.headers.host}`)
  const server = await vite.ssrLoadModule('/src/site/entry-server.tsx')
  // The type of the module that this path names.
  const rendered = await (server.render as typeof render)(url, (path, init) => fetch(new URL(path, apiUrl), init))
  return { status: rendered.status, html: documentOf(rendered, url, links) }
}

function send(response: ServerResponse, { status, html }: { status: number; html: string }): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}

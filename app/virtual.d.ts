declare module 'virtual:remix/server-build'

// React ships the stream of the web platform under this name, and no types for it.
declare module 'react-dom/server.browser' {
  export { renderToReadableStream } from 'react-dom/server'
}

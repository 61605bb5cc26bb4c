import { buffer } from 'node:stream/consumers'
import { readHtml } from './story-reading.server.ts'

// The reader is a process of its own: a page of 2 MB can be built to take minutes and gigabytes to parse, and only a
// signal stops that. Header and page come in on stdin (a line of JSON, then the bytes); one JSON value goes out on stdout.

const input = await buffer(process.stdin)
const end = input.indexOf('\n')
const { contentType, url } = JSON.parse(input.subarray(0, end).toString('utf8')) as {
  contentType: string
  url: string
}
process.stdout.write(JSON.stringify(readHtml({ body: input.subarray(end + 1), contentType, url })))

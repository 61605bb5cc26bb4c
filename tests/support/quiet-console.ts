import { afterEach, beforeEach, expect, vi } from 'vitest'

// A console.error is a fault that nobody looked at. A test that expects one replaces this spy with its own.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation((...words: unknown[]) => {
    expect.fail(`console.error: ${words.map(String).join(' ')}`)
  })
})

afterEach(() => {
  vi.restoreAllMocks()
})

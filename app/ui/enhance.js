// @ts-check
// All the script a public page has. Every page works without it.

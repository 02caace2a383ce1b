// The release, as package.json says it. Kept as a constant so that a bundle needs no file beside it; a test
// holds the two together.
export const version = '0.1.0'

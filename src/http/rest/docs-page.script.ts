// What makes the page of the API one to try out: plain JavaScript for a browser, sent as it is. It asks this service
// only, below wherever the page is, and shows every answer as text.
export const docsScript = `
'use strict'
const token = document.getElementById('token')
const key = document.getElementById('key')

function requestOf(form) {
  let path = form.dataset.path
  const query = new URLSearchParams()
  const headers = {}
  for (const { name, value, dataset } of form.querySelectorAll('[data-in]')) {
    if (dataset.in === 'path') path = path.replace('{' + name + '}', encodeURIComponent(value))
    else if (value !== '' && dataset.in === 'query') query.set(name, value)
    else if (value !== '') headers[name] = value
  }
  if (token.value !== '') headers.authorization = 'Bearer ' + token.value.trim()
  if (key.value !== '') {
    headers['x-internal-service'] = 'true'
    headers['x-service-key'] = key.value.trim()
  }
  const body = form.querySelector('textarea')?.value
  if (body) headers['content-type'] = 'application/json'
  const target = '.' + path + (query.size > 0 ? '?' + query : '')
  return [target, { method: form.dataset.method, headers, ...(body && { body }) }]
}

async function send(form) {
  const status = form.querySelector('output')
  const shown = form.querySelector('pre')
  status.textContent = '…'
  try {
    const response = await fetch(...requestOf(form))
    const text = await response.text()
    status.textContent = response.status + ' ' + response.statusText
    shown.textContent = readable(text)
    const issued = tokenIn(text)
    if (issued) token.value = issued
  } catch (error) {
    status.textContent = 'not sent'
    shown.textContent = String(error)
  }
  shown.hidden = false
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function tokenIn(text) {
  try {
    return JSON.parse(text).data.token
  } catch {
    return undefined
  }
}

for (const form of document.querySelectorAll('[data-path]')) {
  form.querySelector('button').addEventListener('click', () => send(form))
}
`

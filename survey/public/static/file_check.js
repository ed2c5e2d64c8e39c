// Compares the SHA-256 of a file on this device with the published one; the file is sent nowhere. Where the browser cannot
// (no secure context), the form for a typed fingerprint stays.
const box = document.querySelector('[data-file-check]')
const published = document.querySelector('[data-sha]').dataset.sha
const says = document.querySelector('[data-file-says]')

if (globalThis.crypto?.subtle) {
  box.hidden = false
  box.querySelector('input').addEventListener('change', async event => {
    const file = event.target.files[0]
    if (!file) return
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
    const own = [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
    const same = own === published
    says.textContent = same ? box.dataset.same : box.dataset.other
    says.className = `compared compared-${same ? 'same' : 'other'}`
  })
}

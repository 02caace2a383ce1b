// How the page of the API looks, light and dark. It goes into the page as it is.
export const docsStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
section { margin: 2rem 0 }
h2 { text-transform: capitalize; border-bottom: 1px solid; margin-bottom: .25rem }
summary { cursor: pointer; padding: .25rem 0; overflow-wrap: anywhere }
summary b { display: inline-block; min-width: 4.5rem }
summary span { display: block; margin-left: 5.6rem }
details > div, details > dl { margin: .5rem 0 1rem 1.1rem; padding-left: 1rem; border-left: 3px solid #8884 }
label { display: block; margin: .5rem 0 }
input, textarea { display: block; box-sizing: border-box; width: 100%; max-width: 40rem; padding: .35rem; font: .95rem ui-monospace, monospace }
fieldset { border: 1px solid #8888; border-radius: .5rem }
button { padding: .4rem 1.2rem; font: inherit; cursor: pointer }
output { margin-left: .75rem; font-weight: bold }
pre { max-height: 30rem; overflow: auto; padding: .75rem; border: 1px solid #8888; border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; font-size: .9rem }
dd { margin: 0; overflow-wrap: anywhere }
small { opacity: .8 }
code { font-size: 1rem }
`

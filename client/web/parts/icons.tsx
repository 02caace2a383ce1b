// The few icons of the pages, drawn in the colour of the text around them and hidden from screen readers, which
// are told in words.

const shapes = {
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5 5l10 10M15 5L5 15',
  hands: 'M10 6v4.5l3 2',
  clock: 'M10 6v4.5l3 2M10 2.5a7.5 7.5 0 1 0 .01 0',
  print: 'M6 7V3h8v4M5 14H3V8h14v6h-2M6 12h8v5H6z',
  share: 'M10 12V3M6.5 6L10 2.5 13.5 6M5 9.5H4V17h12V9.5h-1',
  bin: 'M4 6h12M8 6V3.5h4V6M5.5 6l.8 11h7.4l.8-11',
} as const

export function Icon({ name }: { readonly name: keyof typeof shapes }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  )
}

/** The mark of the service: a profile on its hexagon. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path className="mark-grid" d="M16 3.5 26.8 9.75v12.5L16 28.5 5.2 22.25V9.75z" />
      <path className="mark-shape" d="M16 7 23.5 12.2 21.6 20.6 16 23.4 9 19.6 9.8 11.8z" />
    </svg>
  )
}

// What every chart stands in: a figure with its caption, and the same as a real table, one key press away.
import type { ReactNode } from 'react'
import { useMessages } from '../i18n/messages.tsx'

interface ChartProps {
  readonly title: string
  readonly caption: string
  readonly columns: readonly string[]
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly (string | number)[])[]
  readonly children: ReactNode
}

export function Chart({ title, caption, columns, rows, children }: ChartProps) {
  const m = useMessages()
  return (
    <figure>
      <figcaption>{caption}</figcaption>
      {children}
      <details className="screen-only">
        <summary>
          {m.result.table}
          <span className="hidden">: {title}</span>
        </summary>
        <table>
          <caption className="hidden">{title}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, index) => (
                  <td key={columns[index + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

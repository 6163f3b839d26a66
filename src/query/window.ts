/** What the row limit of a call lets through of an answer, and whether it held something back. */

import type { TreePart } from './result.ts'

export interface Window<T> {
  /** Whether a row belongs to the answer. */
  admits(row: T): boolean
  /** Something did not. */
  readonly isCut: boolean
  /** Nothing that comes after can belong to it any more. */
  readonly isOver: boolean
}

/** So many rows of a list or a table. */
export class RowWindow implements Window<unknown> {
  #left: number
  #isCut = false

  constructor(limit: number | undefined) {
    this.#left = limit ?? Number.POSITIVE_INFINITY
  }

  get isCut(): boolean {
    return this.#isCut
  }

  get isOver(): boolean {
    return this.#isCut
  }

  admits(_row: unknown): boolean {
    this.#isCut ||= this.#left <= 0
    return this.#left-- > 0
  }
}

/** So many vertices of a tree, which come first, and so many edges; none without its ends. */
export class TreeWindow implements Window<TreePart> {
  readonly #vertices: RowWindow
  readonly #edges: RowWindow
  readonly #known: Set<string> | undefined

  constructor(limit: number | undefined) {
    this.#vertices = new RowWindow(limit)
    this.#edges = new RowWindow(limit)
    this.#known = limit === undefined ? undefined : new Set()
  }

  get isCut(): boolean {
    return this.#vertices.isCut || this.#edges.isCut
  }

  get isOver(): boolean {
    return this.#edges.isCut
  }

  admits(part: TreePart): boolean {
    if (part.kind === 'vertex') {
      const admitted = this.#vertices.admits(part)
      if (admitted) this.#known?.add(part.vertex.id)
      return admitted
    }
    const { fromVertexId, toVertexId } = part.edge
    if (this.#known !== undefined && !(this.#known.has(fromVertexId) && this.#known.has(toVertexId))) return false
    return this.#edges.admits(part)
  }
}

/** The rows that the window admits. Reading ends with it, and so does the engine's work. */
export async function* through<T>(rows: AsyncIterable<T>, window: Window<NoInfer<T>>, done: () => void): AsyncIterable<T> {
  try {
    for await (const row of rows) {
      if (window.admits(row)) yield row
      else if (window.isOver) return
    }
  } finally {
    done()
  }
}

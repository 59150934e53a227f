import { layersFile } from '../layers/layers'

/** Whether a file is code of the program itself. */
export function isCode(file: string): boolean {
  return /\.(?:[cm]?js|ts)$/.test(file) && !file.endsWith(layersFile)
}

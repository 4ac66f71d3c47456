export { NutError } from './nut/nut-format';
export type { NutStreamHeader } from './nut/nut-headers';
export { NutReader, type NutEnd, type NutReaderHandlers } from './nut/nut-reader';
export { NutWriter, type NutWriterOptions } from './nut/nut-writer';

export { preview, Preview, type PreviewStreams } from './preview';
export { type PreviewOptions } from './preview-options';

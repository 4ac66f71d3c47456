export { chart, type Chart, type ChartOptions } from './display/chart';
export { type AnimationOptions } from './display/animation';
export { display, type PictureOptions } from './display/display';

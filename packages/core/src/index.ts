export * from './errors';
export * from './rational';
export * from './frames/colour-space';
export * from './frames/pixel-formats';

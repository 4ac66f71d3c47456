export { addSaturating, type AddSaturatingOptions } from './video/add-saturating';
export { convertColour, type ConvertColourOptions } from './video/convert-colour';
export { invert } from './video/invert';
export { swapChannels, type SwapChannelsOptions } from './video/swap-channels';

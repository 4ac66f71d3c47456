export { addSaturating, type AddSaturatingOptions } from './add-saturating';
export { convertColour, type ConvertColourOptions } from './convert-colour';
export { invert } from './invert';
export { swapChannels, type SwapChannelsOptions } from './swap-channels';

import { frameMemory } from '@giftgrab/core';
import { dtypeOf, isTight, sizeOf, type SampleArray } from '../arrays/sample-array';
import { filterKernels } from '../kernels/kernels';
import { valuesOf } from './picture-samples';

const VALUES = 256;

/**
 * How often each value occurs, which is quickly known of bytes.
 *
 * @param array - The samples.
 * @returns 256 counts; `undefined` for other types.
 */
export function byteCounts(array: SampleArray): Uint32Array | undefined {
  if (dtypeOf(array.data) !== 'uint8') return undefined;
  const address = addressOfBytes(array);
  if (address !== undefined) return countInPlace(address, sizeOf(array.shape));
  const counts = new Uint32Array(VALUES);
  const values = valuesOf(array);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

/** The sum of bytes that kernels can reach; `undefined` for others. */
export function byteSum(array: SampleArray): number | undefined {
  const address = addressOfBytes(array);
  return address === undefined
    ? undefined
    : filterKernels().sumOfBytes(address, sizeOf(array.shape));
}

/** Where bytes without gaps lie in the frame memory, if they do. */
function addressOfBytes(array: SampleArray): number | undefined {
  const address = frameMemory.addressOf(array.data);
  if (address === undefined || dtypeOf(array.data) !== 'uint8' || !isTight(array)) return undefined;
  return address + array.offset;
}

/** Four tables, so that equal neighbours do not wait for each other. */
const TABLES = 4;

function countInPlace(address: number, length: number): Uint32Array {
  const block = frameMemory.allocate(TABLES * VALUES * Uint32Array.BYTES_PER_ELEMENT);
  try {
    block.bytes.fill(0);
    filterKernels().histogramRows(address, 0, length, 1, block.ptr, TABLES);
    const tables = new Uint32Array(block.bytes.buffer, block.ptr, TABLES * VALUES);
    const counts = tables.slice(0, VALUES);
    for (let i = VALUES; i < tables.length; i += 1) {
      counts[i % VALUES] = (counts[i % VALUES] ?? 0) + (tables[i] ?? 0);
    }
    return counts;
  } finally {
    frameMemory.free(block);
  }
}

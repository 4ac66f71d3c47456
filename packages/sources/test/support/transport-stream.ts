const PACKET_BYTES = 188;
const PMT_TABLE = 2;

/**
 * Says another type of the one stream in a transport stream, as if it held what only newer programs know.
 *
 * @param stream - As ffmpeg writes it: each table in one packet.
 * @param from - The type that it says.
 * @param to - The type to say, for example 0x33 for VVC.
 */
export function retyped(stream: Buffer, from: number, to: number): Buffer {
  const changed = Buffer.from(stream);
  for (let at = 0; at + PACKET_BYTES <= changed.length; at += PACKET_BYTES) {
    const packet = changed.subarray(at, at + PACKET_BYTES);
    const isStart = (packet[1] ?? 0) & 0x40;
    // After the header of a packet without adaptation field, and the pointer to the table.
    const table = packet.subarray(5);
    if (!isStart || packet[4] !== 0 || table[0] !== PMT_TABLE) continue;
    const end = 3 + (table.readUInt16BE(1) & 0xfff) - 4;
    const first = 12 + (table.readUInt16BE(10) & 0xfff);
    if (table[first] !== from) continue;
    table[first] = to;
    table.writeUInt32BE(crcOf(table.subarray(0, end)), end);
  }
  return changed;
}

/** The CRC-32 of MPEG-2 (ISO/IEC 13818-1, annex A). */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

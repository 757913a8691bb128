import type { Socket } from 'node:net';

/**
 * Follows MQTT's framing (one type byte, a length of one to four bytes, the body) through any chunking.
 * Answers false at the first packet that is announced as larger than `maxBytes` or whose length is malformed.
 */
export function createPacketGauge(maxBytes: number): (chunk: Buffer) => boolean {
  let bodyLeft = 0;
  let inLength = false;
  let length = 0;
  let shift = 0;
  return (chunk) => {
    for (let i = 0; i < chunk.length; ) {
      if (bodyLeft > 0) {
        const step = Math.min(bodyLeft, chunk.length - i);
        bodyLeft -= step;
        i += step;
        continue;
      }
      const byte = chunk[i++] ?? 0;
      if (!inLength) {
        inLength = true;
        length = 0;
        shift = 0;
        continue;
      }
      length += (byte & 0x7f) << shift;
      shift += 7;
      if (byte & 0x80) {
        if (shift > 21) return false;
        continue;
      }
      if (length > maxBytes) return false;
      inLength = false;
      bodyLeft = length;
    }
    return true;
  };
}

/**
 * Ends the connection of whoever announces a packet above `maxBytes`. The broker's parser has no bound of its
 * own: it would collect up to 256 MB before anybody could refuse them, so the bytes are gauged as it reads them.
 */
export function limitPackets(socket: Socket, maxBytes: number, tooLarge: () => void): void {
  const fits = createPacketGauge(maxBytes);
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const chunk: Buffer | null = read(size);
    if (chunk === null || fits(chunk)) return chunk;
    tooLarge();
    socket.destroy();
    return null;
  };
}

// Codecs for readers and writers of Arrow IPC that contain none.

import { createRequire } from 'node:module';
import * as fzstd from 'fzstd';
import lz4 from 'lz4-napi';

const { ZstdCodec } = createRequire(import.meta.url)('zstd-codec');
const simple = await new Promise((resolve) => ZstdCodec.run((zstd) => resolve(new zstd.Simple())));

// Keys are the names that polars uses; ids are the values of CompressionType.
export const codecs = {
  lz4: {
    id: 0,
    encode: (data) => new Uint8Array(lz4.compressFrameSync(Buffer.from(data))),
    decode: (data) => new Uint8Array(lz4.decompressFrameSync(Buffer.from(data))),
  },
  zstd: {
    id: 1,
    encode: (data) => (data.length === 0 ? data : simple.compress(data)),
    decode: (data) => fzstd.decompress(data).slice(), // what it gives may begin anywhere in its memory
  },
};

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The cable of the virtual readers. */
export interface ReaderCable {
  /** A pcscd with the readers on this cable. */
  readonly pcscd: { readonly config: string; readonly env: Readonly<Record<string, string>> };
  pull(): void;
  plugIn(): void;
}

const source = fileURLToPath(new URL('./pulled-cable.c', import.meta.url));
const vpcd = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';

export const readerCable = (folder: string): ReaderCable => {
  const config = join(folder, 'reader.conf.d');
  const driver = join(folder, 'cable.so');
  const pulled = join(folder, 'pulled');
  mkdirSync(config);
  // Linked by the name it gives itself, under which no file is installed.
  symlinkSync(vpcd, join(folder, 'libifdvpcd.so.0'));
  const flags = ['-Wall', '-Wextra', '-shared', '-fPIC', '-I/usr/include/PCSC'];
  const link = ['-Wl,--no-as-needed', vpcd, `-Wl,-rpath,${folder}`];
  execFileSync('gcc', [...flags, source, '-o', driver, ...link]);
  const port = '0x8C7B';
  const lines = [
    'FRIENDLYNAME "Virtual PCD"',
    `DEVICENAME /dev/null:${port}`,
    `LIBPATH ${driver}`,
    `CHANNELID ${port}`,
  ];
  writeFileSync(join(config, 'cable'), `${lines.join('\n')}\n`);
  return {
    pcscd: { config, env: { BADGEUSE_PULLED: pulled } },
    pull: () => writeFileSync(pulled, ''),
    plugIn: () => rmSync(pulled),
  };
};

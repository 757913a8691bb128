#!/usr/bin/env bash
# Builds a User-Mode Linux with GPIO lines (gpio-sim) from Debian's kernel source: build-kernel.sh TARGET.
# Some six minutes, once. Debian's own user-mode-linux has no GPIO.
set -euo pipefail
target=$(realpath -m "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
need=()
command -v gpioset >/dev/null || need+=(gpiod)
for tool in flex bison bc make gcc; do command -v "$tool" >/dev/null || need+=("$tool"); done
[ -e /usr/include/libelf.h ] || need+=(libelf-dev)
if [ ${#need[@]} -gt 0 ]; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${need[@]}"
fi
cd "$work"
apt-get download -q linux-source-6.1
dpkg-deb --fsys-tarfile linux-source-6.1_*.deb | tar -x --wildcards './usr/src/linux-source-6.1.tar.xz'
tar -xJf usr/src/linux-source-6.1.tar.xz
cd linux-source-6.1
# Every interrupt of User-Mode Linux is taken: gpio-sim's lines would have no edges.
sed -i 's/^#define NR_IRQS\t\t\tUM_LAST_SIGNAL_IRQ$/#define NR_IRQS\t\t\t(UM_LAST_SIGNAL_IRQ + 192)/' arch/um/include/asm/irq.h
make -s ARCH=um SUBARCH=x86_64 O="$work/build" tinyconfig
cat "$here/uml.config" >>"$work/build/.config"
make -s ARCH=um SUBARCH=x86_64 O="$work/build" olddefconfig
make -s ARCH=um SUBARCH=x86_64 O="$work/build" -j"$(nproc)" linux
mkdir -p "$(dirname "$target")"
strip -o "$target.new" "$work/build/linux"
mv "$target.new" "$target"

#!/bin/sh
# The first process of the guest: its files are this machine's, read only. Makes a chip, runs a test, ends.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/dev/shm TMPDIR=/dev/shm
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t configfs none /sys/kernel/config
mkdir -p /dev/shm && mount -t tmpfs tmpfs /dev/shm
chip=/sys/kernel/config/gpio-sim/pi
mkdir -p $chip/bank
echo 54 >$chip/bank/num_lines
echo pinctrl-bcm2711 >$chip/bank/label
echo 1 >$chip/live
export BADGEUSE_TEST_GPIO_SIM=/sys/devices/platform/$(cat $chip/dev_name)/$(cat $chip/bank/chip_name)
export CI=true
# Nothing here makes randomness, and Node waits for it.
perl -e 'open F,"+<","/dev/random" or die $!; ioctl(F,0x40085203,pack("iia64",512,64,join("",map{chr rand 256}1..64))) or die $!'
# Jest begins with what its tests share, which listens on the loopback: up with it (SIOCSIFFLAGS).
perl -e 'socket(S,2,2,0) or die $!; $lo=pack("a16sx22","lo",0x41); ioctl(S,0x8914,$lo) or die $!'
. "$(dirname "$0")/guest.env"
cd "$guest_folder" || exit 1
eval "$guest_command"
echo "guest ended with $?"
sync
echo o >/proc/sysrq-trigger
sleep 5
halt -f

#!/bin/sh
# Enters the root in ROOT from new namespaces, and runs a command there in its folder /hub.
#
#   enter.sh ROOT ALONE COMMAND...      ALONE: yes where the network is a new one with nothing in it
#
# The devices are made here: /dev of the system outside would give its disks to whoever is root
# inside. All that is mounted ends with the namespace.
set -eu

root="$1"
alone="$2"
shift 2

mount -t tmpfs -o mode=755,size=1m tmpfs "$root/dev"
for device in null:3 zero:5 full:7 random:8 urandom:9; do
    mknod -m 666 "$root/dev/${device%:*}" c 1 "${device#*:}"
done
mknod -m 666 "$root/dev/tty" c 5 0
mkdir -m 755 "$root/dev/pts"
mkdir -m 1777 "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
if [ "$alone" = yes ]; then
    hostname windows
    chroot "$root" ip link set lo up
fi
exec chroot "$root" sh -c 'mkdir -p /hub && cd /hub && exec "$@"' enter "$@"

#!/bin/sh
# Process 1 of a test guest.
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
. /etc/guest

# The tests compare addresses with what /proc/kallsyms and /proc/modules say.
echo 0 >/proc/sys/kernel/kptr_restrict
echo 1 >/proc/sys/kernel/printk
hostname guest

while read -r module; do
    insmod "/lib/modules/$module" || echo "insmod $module failed" >/dev/console
done </etc/modules

if [ "$SYSTEM" = yes ]; then
    for disk in /sys/block/vd*; do
        [ "$(cat "$disk/serial")" = system ] && mount -t ext4 "/dev/${disk##*/}" /root
    done
    cp /etc/guest /etc/commands /root/etc/ &&
        cp /bin/shell /bin/processes /root/usr/local/bin/ &&
        umount /proc /sys && mount --move /dev /root/dev &&
        exec switch_root /root /sbin/init
    echo "found no system to start" >/dev/console
    exit 1
fi

ip link set lo up
ip link add dummy0 type dummy 2>/dev/null && ip addr add 10.9.8.7/24 dev dummy0 &&
    ip link set dummy0 up

# Something to list: several users, parents, names, sockets and open files.
sleep 100001 &
busybox-daemon sleep 100002 &
su -s /bin/sh alice -c 'exec sleep 100003' &
su -s /bin/sh bob -c 'sleep 100004; :' &
su -s /bin/sh nobody -c 'exec nc -l -p 8080' &
nc -l -p 2222 >/dev/null 2>&1 &
tail -f /etc/passwd >/dev/null 2>&1 &
# Not in /run, that a guest may mount over while the process is on its way to open it.
mkfifo /never
(echo -n 'we ird)(x' >/proc/self/comm; read -r _ </never) &

if [ -n "$MARKER" ]; then
    echo "$MARKER" >/run/marker
    MARKER_IN_ENVIRONMENT=$MARKER sleep 100005 &
fi

if [ "$BUSY" = yes ]; then
    (while :; do sleep 0.02; done) &
    (while :; do sleep 0.05 & sleep 0.03; wait; done) &
    (while :; do (sleep 0.01; (sleep 0.02)); done) &
fi

while IFS= read -r command; do
    eval "$command" </dev/null >/dev/console 2>&1
done </etc/commands

setsid sh -c 'exec /bin/shell </dev/ttyS1 >/dev/ttyS1 2>&1' &
while :; do
    wait
    sleep 100000
done

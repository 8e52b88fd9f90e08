# Lays the file system of the sandbox out, in a mount namespace of its own, and starts bubblewrap in it.
#   WORK GUEST TOOLS HOST-NAME SIZE PROCESSES MEMORY KEEP PROGRAM ARGUMENT…
# WORK/filter holds the filter of system calls. KEEP is a folder for what the tool writes, or nothing. MEMORY is nothing where
# control groups limit it.
set -eu
work=$1 guest=$2 tools=$3 host_name=$4 size=$5 processes=$6 memory=$7 keep=$8
shift 8

failed() {
    printf '%s\n' "$1" >"$work/failed"
    exit 125
}

step() {
    "$@" 2>"$work/error" || failed "$1: $(cat "$work/error")"
}

# What is mounted below would not be in an overlay, and its place would look empty.
while read -r _ _ _ _ point _; do
    case $point in "${guest%/}"/*) failed "$guest: $point is mounted below: expected one filesystem" ;; esac
done </proc/self/mountinfo

private=$work/private
root=$private/root
step mkdir "$private"
step mount -t tmpfs -o "size=$size,mode=0755,nosuid,nodev,noexec" yagura "$private"
step mkdir "$private/written" "$private/work" "$root" "$private/guest"

# The guest's files below, nothing of them executable; what a tool writes goes to the top layer, in memory.
layers=lowerdir=$tools/skeleton:$guest,upperdir=$private/written,workdir=$private/work
step mount -t overlay -o "$layers,userxattr,nosuid,nodev,noexec" yagura "$root"
inert() {
    step mount --bind "$1" "$2"
    step mount -o remount,bind,ro,nosuid,nodev,noexec "$2"
}
for kernel in proc sys; do
    if [ -d "$guest/$kernel" ] && [ ! -L "$guest/$kernel" ]; then inert "$guest/$kernel" "$root/$kernel"; fi
done
inert "$guest" "$private/guest"

# The guest's own folders come first: there tools look for the programs that they look at.
path=/usr/sbin:/usr/bin:/sbin:/bin:/.yagura/usr/sbin:/.yagura/usr/bin
for word in TERM COLUMNS LINES; do
    eval "value=\${$word-}"
    if [ -n "$value" ]; then set -- --setenv "$word" "$value" "$@"; fi
done
set -- --clearenv --setenv PATH "$path" --setenv HOME /root --setenv USER root --setenv LOGNAME root \
    --setenv SHELL /.yagura/bin/sh --setenv LC_ALL C --setenv TERMINFO /.yagura/usr/lib/terminfo "$@"
for device in "$tools"/skeleton/dev/*; do
    set -- --dev-bind "/dev/${device##*/}" "/dev/${device##*/}" "$@"
done
# A tree of tools from before has no place for it, and no library that looks there.
if [ -d "$tools/guest" ]; then set -- --ro-bind "$private/guest" /.yagura/guest "$@"; fi
set -- --bind "$root" / --ro-bind "$tools" /.yagura --proc /.yagura/proc "$@"
set -- bwrap --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try --hostname "$host_name" \
    --die-with-parent --chdir / --cap-drop ALL --cap-add CAP_DAC_READ_SEARCH --seccomp 9 --json-status-fd 8 "$@"
if [ -n "$memory" ]; then set -- "--as=$memory" "$@"; fi
set -- prlimit --core=0 "--nproc=$processes" "$@"

status=0
if [ -z "$keep" ]; then exec "$@" 8>"$work/status" 9<"$work/filter"; fi
"$@" 8>"$work/status" 9<"$work/filter" || status=$?
cp -R --preserve=mode,timestamps,links "$private/written/." "$keep" || failed "$keep: not all that the tool wrote could be kept"
exit "$status"

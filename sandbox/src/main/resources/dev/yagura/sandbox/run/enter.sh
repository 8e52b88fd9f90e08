# Leaves this host's namespaces of users and mounts, and goes on with the second script there.
#   WORK GROUPS SCRIPT ARGUMENT…
# WORK is an empty folder; GROUPS are control groups to join, a line each. The process stays the same throughout.
set -eu
work=$1 groups=$2 script=$3
shift 3

# Whoever starts this must learn a failure of the sandbox from one of the tool.
failed() {
    printf '%s\n' "$1" >"$work/failed"
    exit 125
}

while read -r group; do
    if [ -n "$group" ]; then echo $$ >"$group/cgroup.procs" || failed "control group $group: cannot be joined"; fi
done <<EOF
$groups
EOF

unshare=$(PATH=/usr/bin:/bin command -v unshare) || failed 'this host has no unshare: apt-get install util-linux'
"$unshare" --user --mount true 2>/dev/null ||
    failed 'this host lets nobody make user namespaces here: see kernel.unprivileged_userns_clone, user.max_user_namespaces'

if [ "$(id -u)" != 0 ]; then
    exec "$unshare" --map-root-user --mount --propagation private sh -c "$script" mounts "$work" "$@"
fi

# Root maps every number to itself, so that a guest's files keep their owners. A namespace's map is written from outside.
mkfifo "$work/ready" "$work/mapped"
extents() {
    while read -r first _ count; do echo "$first $first $count"; done <"/proc/self/$1"
}
users=$(extents uid_map)
members=$(extents gid_map)
{
    read -r pid <"$work/ready"
    if printf '%s\n' "$users" >"/proc/$pid/uid_map" && printf '%s\n' "$members" >"/proc/$pid/gid_map"; then
        echo mapped
    else
        echo failed
    fi >"$work/mapped"
} <&- >/dev/null &

# Rights in the namespace come with the next exec, once there is a map.
exec "$unshare" --user --mount --propagation private sh -c '
    echo $$ >"$2/ready"
    read -r state <"$2/mapped"
    if [ "$state" != mapped ]; then echo "the user namespace could not be set up" >"$2/failed"; exit 125; fi
    script=$1
    shift
    exec sh -c "$script" mounts "$@"' map "$script" "$work" "$@"

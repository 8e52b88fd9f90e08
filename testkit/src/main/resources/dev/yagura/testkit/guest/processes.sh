# Prints "pid ppid uid comm" of every process. Forks nothing, so it adds no process of its own.
for status in /proc/[0-9]*/status; do
    comm= pid= ppid= uid=
    while IFS= read -r line; do
        case "$line" in
            Name:*) comm=${line#Name:?} ;;
            Pid:*) pid=${line#Pid:?} ;;
            PPid:*) ppid=${line#PPid:?} ;;
            Uid:*) set -- ${line#Uid:}; uid=$1 ;;
            Gid:*) break ;;
        esac
    done <"$status"
    [ -n "$uid" ] && echo "$pid $ppid $uid $comm"
done 2>/dev/null
:

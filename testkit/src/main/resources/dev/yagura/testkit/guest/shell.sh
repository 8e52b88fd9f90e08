#!/bin/sh
# Runs the commands that the test sends: "TOKEN NUMBER COMMAND" lines, output between two marked
# lines. Busybox forgets what it has of a line, or of what it writes, when a child ends at that very
# moment. So a line without the token is asked for again, by how many came so far; and it writes to
# a pipe, which does not make it wait: what waits for the port has no children.
. /etc/guest
stty raw -echo
mkfifo /run/shell
cat /run/shell &
exec >/run/shell
rm /run/shell
printf '\n@@%s READY\n' "$TOKEN"
lines=0
while IFS= read -r line; do
    lines=$((lines + 1))
    case "$line" in
        "$TOKEN "*) ;;
        *)
            printf '\n@@%s AGAIN %s\n' "$TOKEN" "$lines"
            continue
            ;;
    esac
    line=${line#* }
    number=${line%% *}
    printf '\n@@%s B %s\n' "$TOKEN" "$number"
    eval "${line#* }" </dev/null 2>&1
    printf '\n@@%s E %s %s\n' "$TOKEN" "$number" "$?"
done

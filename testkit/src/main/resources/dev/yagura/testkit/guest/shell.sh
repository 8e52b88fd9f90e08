#!/bin/sh
# Runs the commands that the test sends: "NUMBER COMMAND" lines, output between two marked lines.
. /etc/guest
stty raw -echo
printf '\n@@%s READY\n' "$TOKEN"
while IFS= read -r line; do
    number=${line%% *}
    printf '\n@@%s B %s\n' "$TOKEN" "$number"
    eval "${line#* }" </dev/null 2>&1
    printf '\n@@%s E %s %s\n' "$TOKEN" "$number" "$?"
done

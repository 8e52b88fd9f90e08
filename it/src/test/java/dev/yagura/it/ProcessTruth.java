package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what the program shows of one process, which sleeps, with what the guest's {@code
 * /proc/PID} says.
 *
 * @param guest the guest, running
 * @param pid the process
 */
record ProcessTruth(Guest guest, String pid) {
    /** Starts a process that holds a file, a deleted file and a pipe, and waits for good. */
    static ProcessTruth start(Guest guest) throws IOException {
        String pid =
                guest.run(
                                "echo x > /tmp/gone-$$; { { exec 5</etc/passwd 6</tmp/gone-$$;"
                                        + " rm /tmp/gone-$$; cd /proc; exec sleep 99999; } | cat; }"
                                        + " </dev/null >/dev/null 2>&1 & sleep 2; pidof sleep")
                        .strip();
        return new ProcessTruth(guest, pid.split(" ", 2)[0]);
    }

    private List<Row> show(String view) throws IOException {
        return Yagura.look("show", Guests.vm(guest), view, "--pid", pid, "--json").exits(0).rows();
    }

    private String proc(String file) throws IOException {
        return guest.run("cat /proc/" + pid + "/" + file);
    }

    void assertMaps() throws IOException {
        List<String> seen = new ArrayList<>();
        for (Row row : show("maps")) {
            seen.add(
                    "%08x-%08x %s %08x %s %d %s"
                            .formatted(
                                    row.address("start"),
                                    row.address("end"),
                                    row.text("protection"),
                                    row.address("offset"),
                                    row.text("device"),
                                    row.size("inode"),
                                    row.field("path").isNull() ? "" : row.text("path"))
                            .strip());
        }

        assertThat(seen)
                .containsExactlyElementsOf(
                        proc("maps")
                                .lines()
                                .map(line -> line.strip().replaceAll(" +", " "))
                                .toList());
    }

    void assertFiles() throws IOException {
        Map<String, String> seen = new TreeMap<>();
        for (Row row : show("files")) {
            String flags = row.field("flags").isNull() ? "" : row.text("flags");
            boolean descriptor = Character.isDigit(row.text("fd").charAt(0));
            seen.put(row.text("fd"), row.text("path") + (descriptor ? " " + flags : ""));
        }
        String truth =
                guest.run(
                        ("cd /proc/%s; for f in cwd root exe; do echo \"$f $(readlink $f)\"; done;"
                                        + " for f in fd/*; do echo \"${f#fd/} $(readlink $f)"
                                        + " $(grep flags fdinfo/${f#fd/} | cut -f2)\"; done")
                                .formatted(pid));

        assertThat(seen)
                .containsExactlyInAnyOrderEntriesOf(
                        truth.lines()
                                .map(line -> line.strip().split(" ", 2))
                                .collect(Collectors.toMap(word -> word[0], word -> word[1])));
        assertThat(seen.values())
                .anyMatch(path -> path.contains("/gone-") && path.contains(" (deleted)"))
                .anyMatch(path -> path.startsWith("pipe:["));
    }

    void assertMounts() throws IOException {
        List<String> seen = new ArrayList<>();
        for (Row row : show("mounts")) {
            if (row.flag("reachable")) {
                seen.add(
                        "%d %d %s %s %s %s - %s %s"
                                .formatted(
                                        row.number("id"),
                                        row.number("parent"),
                                        row.text("device"),
                                        row.text("root"),
                                        row.text("mountPoint"),
                                        row.text("options"),
                                        row.text("type"),
                                        row.text("source")));
            }
        }

        assertThat(seen)
                .containsExactlyElementsOf(
                        proc("mountinfo")
                                .lines()
                                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                                .toList());
    }

    void assertStatus() throws IOException {
        Row row = show("processes").getFirst();
        Map<String, String> status =
                proc("status")
                        .lines()
                        .filter(line -> line.contains(":"))
                        .map(line -> line.split(":\\s*", 2))
                        .collect(
                                Collectors.toMap(
                                        word -> word[0],
                                        word -> word[1].strip().replace('\t', ' ')));
        String environment = guest.run("tr '\\0' '\\n' < /proc/%s/environ".formatted(pid)).strip();

        assertThat(words(row, "uids")).isEqualTo(status.get("Uid"));
        assertThat(words(row, "gids")).isEqualTo(status.get("Gid"));
        assertThat(row.text("capEffective")).isEqualTo(status.get("CapEff"));
        assertThat(row.text("capBounding")).isEqualTo(status.get("CapBnd"));
        assertThat(row.number("threads")).hasToString(status.get("Threads"));
        assertThat(row.text("cwd")).isEqualTo("/proc");
        for (String kind : List.of("mnt", "net", "pid", "user", "uts", "ipc")) {
            assertThat(guest.run("readlink /proc/" + pid + "/ns/" + kind).strip())
                    .isEqualTo("%s:[%d]".formatted(kind, row.size(kind + "Namespace")));
        }
        assertThat(words(row, "env").replace(' ', '\n')).isEqualTo(environment.replace(' ', '\n'));
    }

    private static String words(Row row, String list) {
        List<String> words = new ArrayList<>();
        row.field(list).forEach(word -> words.add(word.asString()));
        return String.join(" ", words);
    }
}

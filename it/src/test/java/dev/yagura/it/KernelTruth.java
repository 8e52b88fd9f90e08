package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what the program shows of the kernel's own state with what the guest says of it.
 *
 * @param guest the guest, running
 */
record KernelTruth(Guest guest) {
    private List<Row> show(String view) throws IOException {
        return Yagura.look("show", Guests.vm(guest), view, "--json").exits(0).rows();
    }

    void assertState() throws IOException {
        Row kernel = show("kernel").getFirst();
        long boot = Long.parseLong(guest.run("sed -n 's/^btime //p' /proc/stat").strip());

        assertThat(kernel.text("commandLine")).isEqualTo(guest.run("cat /proc/cmdline").strip());
        assertThat(kernel.size("taintMask"))
                .isEqualTo(Long.parseLong(guest.run("cat /proc/sys/kernel/tainted").strip()));
        assertThat(Instant.parse(kernel.text("bootTime")).getEpochSecond()).isEqualTo(boot);
    }

    /** What the guest logs after it was asked is seen too, and not compared. */
    void assertLog() throws IOException {
        List<String> truth = guest.run("dmesg").lines().map(String::stripTrailing).toList();
        List<String> seen = new ArrayList<>();
        for (Row row : show("log")) {
            String time = row.text("time");
            for (String line : row.text("text").split("\n", -1)) {
                seen.add("[%12s] %s".formatted(time, line).stripTrailing());
            }
        }

        assertThat(truth).as("a guest has a log").hasSizeGreaterThan(50);
        assertThat(seen).startsWith(truth.toArray(String[]::new));
    }

    void assertSections() throws IOException {
        List<String> truth =
                guest.run(
                                "cd /sys/module; for s in */sections/* */sections/.[A-Za-z]*; do"
                                        + " [ -f $s ] && echo $s $(cat $s); done")
                        .lines()
                        .toList();
        List<String> seen = new ArrayList<>();
        for (Row row : show("modules")) {
            for (int i = 0; i < row.field("sections").size(); i++) {
                seen.add(
                        "%s/sections/%s %s"
                                .formatted(
                                        row.text("name"),
                                        row.field("sections").get(i).asString(),
                                        row.field("sectionAddresses").get(i).asString()));
            }
        }

        assertThat(seen).as("modules have sections").hasSizeGreaterThan(50);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(truth);
    }

    /** A clean kernel calls nothing that nobody owns. */
    void assertOwners() throws IOException {
        for (String view : List.of("syscalls", "interrupts", "notifiers", "lsm", "operations")) {
            List<Row> rows = show(view);
            assertThat(rows).as(view).hasSizeGreaterThan(50);
            assertThat(rows).as(view).noneMatch(row -> row.text("owner").equals("unknown"));
        }
        assertThat(show("syscalls")).allMatch(row -> row.flag("asExpected"));
    }
}

package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Acceptance: what an enclave found is believed later, where neither it nor a network is. */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(SharedGuest.EARLY)
class RecordedScanTest {
    @TempDir private Path folder;

    @Test
    void findingsAreVerifiedWithoutTheEnclave() throws IOException {
        Guest guest = SharedGuest.get();
        Path own = folder.resolve("own");
        String tenants = Policies.pinning(Agents.makeIdentity(own));
        Path ours = policy("ours", Policies.ourEnclaveOr());
        Path first = folder.resolve("first.jsonl");
        Path second = folder.resolve("second.jsonl");
        List<Row> found;
        try (Server agent =
                        Agents.start(
                                Yagura.HERE,
                                "127.0.0.1:0",
                                folder,
                                Policies.ourEnclaveOr(),
                                guest);
                Server enclave = Agents.enclaveOf(agent, folder, tenants)) {
            String[] scan = {
                "scan",
                "enclave:" + enclave.endpoint(),
                "--json",
                "--only",
                "linux.process.hidden",
                "--identity",
                own.toString(),
                "--peer-policy",
                ours.toString(),
                "--record"
            };
            Attacker attacker = Attacker.of(guest);
            attacker.hideTask(Guests.victim(guest).pid());
            found = Yagura.HERE.run(with(scan, first)).exits(1).rows();
            attacker.undoAll();
            Yagura.HERE.run(with(scan, second)).exits(0);
        }

        List<Row> verified = verify(ours, first, second).exits(0).rows();
        assertThat(verified.subList(0, 2)).isEqualTo(found);
        assertThat(verified.get(2).text("verdict")).isEqualTo("accepted");
        assertThat(verified.get(2).flag("simulated")).isTrue();
        assertThat(verified.getLast().number("number")).isEqualTo(2);

        List<String> lines = new ArrayList<>(Files.readAllLines(first));
        Path harmed = folder.resolve("harmed.jsonl");
        lines.remove(1);
        Files.write(harmed, lines);
        Row refused =
                verify(ours, harmed, second).exits(1).rows().stream()
                        .filter(row -> row.text("kind").equals("verification"))
                        .findFirst()
                        .orElseThrow();
        assertThat(refused.flag("whole")).isFalse();
        assertThat(refused.field("problems").toString()).contains("removed");

        Path others = policy("others", Policies.anotherProgram());
        List<Row> nothing = verify(others, first).exits(1).rows();
        assertThat(nothing)
                .singleElement()
                .extracting(row -> row.text("rule"))
                .isEqualTo("mrenclave");
    }

    private static Yagura.Result verify(Path policy, Path... records) throws IOException {
        List<String> command = new ArrayList<>(List.of("verify", "--json", "--policy"));
        command.add(policy.toString());
        for (Path record : records) {
            command.add(record.toString());
        }
        return Yagura.HERE.run(command.toArray(String[]::new));
    }

    private static String[] with(String[] command, Path last) {
        List<String> all = new ArrayList<>(List.of(command));
        all.add(last.toString());
        return all.toArray(String[]::new);
    }

    private Path policy(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + ".json"), text);
    }
}

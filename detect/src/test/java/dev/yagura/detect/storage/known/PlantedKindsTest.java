package dev.yagura.detect.storage.known;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Finding;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.logs.LogDetectors;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plants each kind that chkrootkit finds on a disk, and beside each a file that is like it and
 * honest. What is planted is written in {@code planted.txt} by somebody who has not read the
 * detectors' data: from the script.
 */
class PlantedKindsTest {
    /** The kinds of the published count: tests of chkrootkit that need the disk only. */
    private static final Set<String> FIFTY_SEVEN =
            Set.of(
                    ("amd basename biff chfn chsh cron date du dirname echo egrep env find fingerd gpm"
                                    + " grep hdparm su ifconfig inetdconf identd init killall ldsopreload"
                                    + " login ls lsof mail mingetty netstat named passwd pidof pop2 pop3 ps"
                                    + " pstree rpcinfo rlogind rshd slogin sendmail syslogd tar top telnetd"
                                    + " timed traceroute vdir w write aliens asp rexedcs w55808 wted z2")
                            .split(" "));

    /**
     * A line of the table.
     *
     * @param kind by which it has to be found
     * @param type {@code program}, {@code setuid}, {@code text}, {@code empty}, {@code directory}
     *     or {@code link}
     * @param path where it is planted
     * @param content with {@code \n}, {@code \t} and {@code \0}; target of a link
     * @param honest whether it must not be found
     */
    record Planted(String kind, String type, String path, String content, boolean honest) {
        @Override
        public String toString() {
            return "%s%s: %s".formatted(honest ? "honest neighbour of " : "", kind, path);
        }

        void plant(MemoryTree tree) {
            byte[] text =
                    content.replace("\\n", "\n")
                            .replace("\\t", "\t")
                            .replace("\\0", "\0")
                            .getBytes(UTF_8);
            switch (type) {
                case "program" -> tree.file(path, elf(text), file -> file.permissions(0755));
                case "setuid" -> tree.file(path, elf(text), file -> file.permissions(04755));
                case "text" -> tree.file(path, text, file -> {});
                case "empty" -> tree.file(path, "");
                case "directory" -> tree.directory(path);
                case "link" -> tree.link(path, new String(text, UTF_8));
                default -> throw new IllegalArgumentException(type);
            }
        }

        /** Returns bytes like a program's, with a text between zeros. */
        private static byte[] elf(byte[] text) {
            return ("\177ELF\2\1\1\0\0\0\0\0\0\0" + new String(text, ISO_8859_1) + "\0\0.text\0")
                    .getBytes(ISO_8859_1);
        }
    }

    static List<Planted> planted() throws IOException {
        return table().stream().filter(planted -> !planted.honest()).toList();
    }

    static List<Planted> honest() throws IOException {
        return table().stream().filter(Planted::honest).toList();
    }

    private static List<Planted> table() throws IOException {
        List<Planted> table = new ArrayList<>();
        try (InputStream in = PlantedKindsTest.class.getResourceAsStream("planted.txt")) {
            assertThat(in).isNotNull();
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                String[] fields = line.split("\\|", -1);
                if (!line.startsWith("#") && fields.length >= 3) {
                    boolean honest = fields[0].startsWith("-");
                    table.add(
                            new Planted(
                                    honest ? fields[0].substring(1) : fields[0],
                                    fields[1],
                                    fields[2],
                                    fields.length > 3 ? fields[3] : "",
                                    honest));
                }
            }
        }
        return table;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("planted")
    void whatIsPlantedIsFoundByName(Planted planted) throws IOException {
        MemoryTree tree = system();
        planted.plant(tree);

        StorageScan scan = StorageScan.of(tree, detectors());

        assertThat(scan.findings())
                .anySatisfy(finding -> {
                    assertThat(finding.subject())
                            .isEqualTo(planted.kind() + " at " + planted.path());
                    assertThat(finding.title()).startsWith(planted.kind() + ": ");
                });
        assertThat(scan.report().isComplete()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("honest")
    void itsHonestNeighbourIsNot(Planted planted) throws IOException {
        MemoryTree tree = system();
        planted.plant(tree);

        assertThat(StorageScan.of(tree, detectors()).findings()).isEmpty();
    }

    @Test
    void aSystemWithNothingPlantedHasNothingToFind() throws IOException {
        assertThat(StorageScan.of(system(), detectors()).findings()).isEmpty();
    }

    @Test
    void everyKindOfTheDataFilesIsPlanted() throws IOException {
        Set<String> planted = kinds(planted());
        Set<String> known =
                Stream.concat(
                                KnownProgram.Programs.read().programs().stream()
                                        .map(KnownProgram::kind),
                                KnownIntrusion.read().stream().map(KnownIntrusion::kind))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(planted).containsAll(known);
    }

    /** wted and z2 are in files of records, and have tests of their own beside their detectors. */
    @Test
    void theFiftySevenKindsAreAllThere() throws IOException {
        Set<String> planted = kinds(planted());
        planted.addAll(List.of("aliens", "wted", "z2"));

        assertThat(FIFTY_SEVEN).hasSize(57);
        assertThat(planted).containsAll(FIFTY_SEVEN);
    }

    private static Set<String> kinds(List<Planted> table) {
        return table.stream().map(Planted::kind).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<StorageDetector> detectors() {
        List<StorageDetector> all = new ArrayList<>(KnownDetectors.all());
        all.addAll(LogDetectors.all());
        return all;
    }

    /** A system with a merged /usr, as distributions have it now. */
    private static MemoryTree system() {
        return new MemoryTree("made up")
                .link("/bin", "usr/bin")
                .link("/sbin", "usr/sbin")
                .link("/lib", "usr/lib")
                .link("/var/run", "/run")
                .directory("/usr/bin")
                .directory("/usr/sbin")
                .directory("/usr/lib")
                .directory("/run")
                .directory("/dev")
                .directory("/tmp")
                .file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
                .file("/root/.bashrc", "umask 022\n")
                .file("/root/.bash_history", "ls\n");
    }

    @Test
    void evidenceSaysWhereTheTextIs() throws IOException {
        MemoryTree tree = system();
        new Planted("su", "program", "/usr/bin/su", "satori", false).plant(tree);

        Finding finding = StorageScan.of(tree, detectors()).findings().getFirst();

        assertThat(finding.evidence().getFirst().fields())
                .containsEntry("kind", "file")
                .containsEntry("path", "/usr/bin/su")
                .containsEntry("mode", "0755")
                .containsEntry("source", "made up")
                .containsKey("sha256");
        assertThat(finding.evidence().get(1).fields())
                .containsEntry("kind", "match")
                .containsEntry("offset", 14L)
                .containsEntry("pattern", "*satori*")
                .containsEntry("found", "satori");
    }

    @Test
    void damageIsTold() throws IOException {
        MemoryTree tree = system();
        new Planted("su", "program", "/usr/bin/su", "satori", false).plant(tree);
        tree.at("/usr/bin/su").damaged();

        StorageScan scan = StorageScan.of(tree, detectors());

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().notCovered())
                .anySatisfy(gap -> {
                    assertThat(gap.detector()).isEqualTo("linux.file.trojaned-program");
                    assertThat(gap.what()).isEqualTo("/usr/bin/su");
                });
    }
}

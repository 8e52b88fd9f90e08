package dev.yagura.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.kernel.linux.tables.LinuxTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DetectorsDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/detectors.md");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final int PLUGIN = 1;
    private static final int VIEW = 2;

    /**
     * Files of {@code volatility3/framework/plugins/linux} in its repository, of all versions up to
     * 2.27, less those that only pass on to one that was moved.
     */
    private static final List<String> PLUGINS =
            List.of(
                    "bash",
                    "bash_env",
                    "bash_hash",
                    "boottime",
                    "capabilities",
                    "check_afinfo",
                    "check_creds",
                    "check_idt",
                    "check_modules",
                    "check_syscall",
                    "check_unlinked_modules",
                    "ebpf",
                    "elfs",
                    "envars",
                    "fbdev",
                    "ftrace",
                    "hidden_modules",
                    "iomem",
                    "iptables_legacy",
                    "iptables_nft",
                    "kallsyms",
                    "keyboard_notifiers",
                    "kmsg",
                    "kthreads",
                    "library_list",
                    "lsblk",
                    "lsmod",
                    "lsof",
                    "luks",
                    "malfind",
                    "module_extract",
                    "modxview",
                    "mountinfo",
                    "netfilter",
                    "pagecache",
                    "perf_events",
                    "pidhashtable",
                    "process_spoofing",
                    "psaux",
                    "pscallstack",
                    "pslist",
                    "psscan",
                    "pstree",
                    "ptrace",
                    "sockscan",
                    "sockstat",
                    "tracepoints",
                    "tty_check",
                    "vmaregexscan",
                    "vmayarascan",
                    "vmcoreinfo");

    private static final Pattern ID = Pattern.compile("`((?:linux|network)(\\.[a-z-]+)+)`");

    @Test
    void documentNamesEveryDetectorAndNoOther() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher id = ID.matcher(Files.readString(DOCUMENT));
        while (id.find()) {
            named.add(id.group(1));
        }
        Set<String> there =
                BuiltInDetectors.infos().stream()
                        .map(DetectorInfo::id)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(there);
    }

    @Test
    void everyViewStandsBesideThoseOfOthersAndNoOther() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String row : comparison()) {
            Matcher view = NAME.matcher(row.split("\\|", -1)[VIEW]);
            while (view.find()) {
                if (!view.group(1).startsWith("show VM ") && !view.group(1).contains(" --")) {
                    named.add(view.group(1));
                }
            }
        }

        // Columns of a view are named behind it, in brackets.
        named.removeAll(Set.of("cmdline", "env", "tracer"));
        assertThat(named).isEqualTo(new TreeSet<>(LinuxTables.names()));
    }

    @Test
    void everyPluginOfVolatilityHasARow() throws IOException {
        String plugins =
                comparison().stream()
                        .map(row -> row.split("\\|", -1)[PLUGIN])
                        .collect(Collectors.joining(","));
        Set<String> named =
                Stream.of(plugins.split("[,() ]+", -1))
                        .map(name -> name.replaceFirst("^.*\\.(?=[a-z])", ""))
                        .collect(Collectors.toSet());

        assertThat(named).containsAll(PLUGINS);
    }

    /** Returns the rows of the table of Volatility's plugins. */
    private static List<String> comparison() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.equals("## Volatility 3"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .toList();
    }
}

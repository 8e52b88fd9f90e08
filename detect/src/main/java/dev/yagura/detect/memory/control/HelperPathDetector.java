package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.HelperPath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds programs that the kernel starts as root and that are not the system's own. */
final class HelperPathDetector implements Detector {
    private static final String CORE = "core_pattern";

    /** Programs that do nothing, which administrators put there to be safe. */
    private static final Set<String> NOTHING =
            Set.of("/bin/true", "/usr/bin/true", "/bin/false", "/usr/bin/false");

    /** What distributions have. */
    private static final Map<String, Set<String>> KNOWN =
            Map.of(
                    "modprobe_path",
                    Set.of("/sbin/modprobe", "/usr/sbin/modprobe", "/usr/bin/modprobe"),
                    "uevent_helper",
                    Set.of("/sbin/hotplug", "/sbin/mdev"),
                    "poweroff_cmd",
                    Set.of("/sbin/poweroff", "/usr/sbin/poweroff"),
                    CORE,
                    Set.of(
                            "/lib/systemd/systemd-coredump",
                            "/usr/lib/systemd/systemd-coredump",
                            "/usr/share/apport/apport",
                            "/usr/libexec/abrt-hook-ccpp"));

    /** Where programs of a system lie, which nobody but root may write to. */
    private static final Pattern SYSTEM =
            Pattern.compile("/(usr|bin|sbin|lib|lib64|opt|nix|gnu|snap)/.+");

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.helper-path.changed",
                    "kernel would start another program than the system has for it",
                    Severity.CRITICAL,
                    List.of("T1547.006", "T1068"),
                    "The kernel starts programs as root: to load a module, to keep a"
                            + " core, for new devices, to power off. Their paths are ordinary"
                            + " variables, a favourite of exploits. A path into a directory that"
                            + " anybody may write to, that is hidden, or that is relative is"
                            + " reported with high confidence; another one that distributions do"
                            + " not have, with less. Not seen: a right path whose file was"
                            + " replaced. Looking alike: handlers of cores that an administrator"
                            + " set up, below /usr or /opt: confidence is low.",
                    "Look at the program at that path on the guest's disk, and who"
                            + " wrote the variable. The next crash or unknown file format starts"
                            + " it as root: capture memory, then isolate the guest.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Partial<HelperPath> paths = HelperPath.list(context.linux());
        paths.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        context.lookedAt("helper paths", paths.items().size());
        for (HelperPath helper : paths.items()) {
            Optional<Confidence> doubt = doubt(helper.symbol(), program(helper));
            if (doubt.isPresent()) {
                context.report(
                        doubt.get(),
                        helper.symbol(),
                        "%s is \"%s\"".formatted(helper.symbol(), helper.path()),
                        List.of(
                                new Evidence.Value(
                                        helper.symbol(),
                                        helper.gva(),
                                        "path",
                                        helper.path(),
                                        "a program of the system's own")));
            }
        }
    }

    /** Returns what would be started; empty for nothing. */
    private static String program(HelperPath helper) {
        if (!helper.symbol().equals(CORE)) {
            return helper.path();
        }
        return helper.path().startsWith("|") ? helper.path().substring(1).split(" ", 2)[0] : "";
    }

    private static Optional<Confidence> doubt(String symbol, String program) {
        if (program.isEmpty()
                || NOTHING.contains(program)
                || KNOWN.getOrDefault(symbol, Set.of()).contains(program)) {
            return Optional.empty();
        }
        if (!SYSTEM.matcher(program).matches() || program.contains("/.")) {
            return Optional.of(Confidence.HIGH);
        }
        return Optional.of(symbol.equals(CORE) ? Confidence.LOW : Confidence.MEDIUM);
    }
}
